"""Writes trees.json: what trees of LightGBM 4.7.0 and scikit-learn 1.9.1 predict, to compare ours with.

python3 -m venv venv && venv/bin/pip install lightgbm==4.7.0 scikit-learn==1.9.1 && venv/bin/python test/core/trainers/golden/make-trees.py
"""
import json
import pathlib

import lightgbm
import numpy
import sklearn
from sklearn.ensemble import HistGradientBoostingClassifier, RandomForestClassifier, RandomForestRegressor

assert lightgbm.__version__ == "4.7.0" and sklearn.__version__ == "1.9.1"
random = numpy.random.default_rng(11)
rows, width = 120, 3
features = numpy.round(random.normal(size=(rows, width)), 2).astype(numpy.float32)
signal = features[:, 0] + numpy.sin(2 * features[:, 1]) * features[:, 2] + 0.3 * random.normal(size=rows)
targets = {
    "values": numpy.round(3 * signal + 7, 2),
    "binary": (signal > 0.2).astype(int),
    "three": numpy.digitize(signal, [-0.5, 0.7]),
}


def boosted(name, target):
    """Every value has a bin of its own, and a leaf needs one row: what is left is which splits gain most."""
    settings = dict(objective={"values": "regression", "binary": "binary"}[name], num_leaves=5, learning_rate=0.2, lambda_l2=1, min_data_in_leaf=1, min_sum_hessian_in_leaf=0.5)
    settings |= dict(min_data_in_bin=1, deterministic=True, num_threads=1, verbose=-1)
    data = lightgbm.Dataset(features.astype(float), target, params=settings)
    predicted = lightgbm.train(settings, data, 10).predict(features.astype(float))
    return numpy.stack([1 - predicted, predicted], 1) if name == "binary" else predicted


def boosted_three(name, target):
    """scikit-learn's, since LightGBM multiplies the hessians of several classes by classes / (classes - 1)."""
    settings = dict(max_iter=10, learning_rate=0.2, max_leaf_nodes=5, min_samples_leaf=1, l2_regularization=1, early_stopping=False)
    return HistGradientBoostingClassifier(**settings).fit(features, target).predict_proba(features)


def grown(name, target):
    """One tree of all rows and features: no draw decides."""
    kind = RandomForestRegressor if name == "values" else RandomForestClassifier
    model = kind(1, bootstrap=False, max_features=None, max_depth=3, min_samples_leaf=4, random_state=0).fit(features, target)
    return model.predict(features) if name == "values" else model.predict_proba(features)


def case(trainer, hyperparameters, reference, predict, name):
    predictions = numpy.asarray(predict(name, targets[name]), dtype=float)
    return dict(trainer=trainer, hyperparameters=hyperparameters, target=name, reference=reference, predictions=predictions.ravel().tolist())


gbdt = dict(trees=10, leaves=5, learningRate=0.2, l2=1, minSamplesLeaf=1, minChildWeight=0.5)
forest = dict(trees=1, bootstrap=False, maxFeatures=1, maxDepth=3, minSamplesLeaf=4)
cases = [case("gbdt", gbdt, f"LightGBM {lightgbm.__version__}", boosted, name) for name in ("values", "binary")]
three = gbdt | dict(minChildWeight=1e-3)  # a constant there
cases += [case("gbdt", three, f"scikit-learn {sklearn.__version__}", boosted_three, "three")]
cases += [case("forest", forest, f"scikit-learn {sklearn.__version__}", grown, name) for name in targets]
golden = {
    "rows": rows,
    "features": [round(float(value), 2) for value in features.ravel()],
    "targets": {name: target.tolist() for name, target in targets.items()},
    "cases": cases,
}
pathlib.Path(__file__).with_name("trees.json").write_text(json.dumps(golden) + "\n")
