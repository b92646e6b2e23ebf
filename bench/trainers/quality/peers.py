"""Predictions out of the folds: python peers.py FOLDER CLASSES SEED writes MODEL.predictions, float64 [rows, max(classes, 1)]."""
import json, pathlib, sys, warnings
import lightgbm, numpy, sklearn
from sklearn.ensemble import RandomForestClassifier, RandomForestRegressor
from sklearn.linear_model import LogisticRegression, Ridge

warnings.filterwarnings("ignore", message="X does not have valid feature names")
folder, classes, seed = pathlib.Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])
target = numpy.fromfile(folder / "target", numpy.float64)
features = numpy.fromfile(folder / "features", numpy.float32).reshape(len(target), -1)
folds = numpy.fromfile(folder / "folds", numpy.uint8)

boosting = dict(n_estimators=200, num_leaves=31, learning_rate=0.1, n_jobs=2, random_state=seed, verbose=-1)
forest = dict(n_estimators=200, n_jobs=2, random_state=seed)
if classes > 0:
    models = dict(
        gbdt=lambda: lightgbm.LGBMClassifier(**boosting),
        forest=lambda: RandomForestClassifier(**forest),
        linear=lambda: LogisticRegression(C=1.0, max_iter=1000),
    )
else:
    models = dict(
        gbdt=lambda: lightgbm.LGBMRegressor(**boosting),
        forest=lambda: RandomForestRegressor(**forest),
        linear=lambda: Ridge(alpha=1.0),
    )
for name, make in models.items():
    predictions = numpy.empty((len(target), max(classes, 1)))
    for fold in range(folds.max() + 1):
        train, test = folds != fold, folds == fold
        model = make().fit(features[train], target[train])
        predict = model.predict_proba if classes > 0 else model.predict
        predictions[test] = predict(features[test]).reshape(-1, max(classes, 1))
    predictions.tofile(folder / f"{name}.predictions")
scikit_learn = f"scikit-learn {sklearn.__version__}"
print(json.dumps(dict(gbdt=f"LightGBM {lightgbm.__version__}", forest=scikit_learn, linear=scikit_learn)))
