import json
import pathlib
import sys
import time

import lightgbm
import numpy
import optuna
from sklearn.metrics import log_loss
from sklearn.model_selection import StratifiedKFold

folder, seed = pathlib.Path(sys.argv[1]), int(sys.argv[2])
target = numpy.fromfile(folder / "target", dtype=numpy.float32)
features = numpy.fromfile(folder / "features", dtype=numpy.float32).reshape(len(target), -1)
optuna.logging.set_verbosity(optuna.logging.WARNING)
folds = list(StratifiedKFold(5, shuffle=True, random_state=seed).split(features, target))


def objective(trial):
    parameters = {
        "n_estimators": 100,
        "num_leaves": trial.suggest_int("num_leaves", 4, 64, log=True),
        "learning_rate": trial.suggest_float("learning_rate", 0.01, 0.3, log=True),
        "reg_lambda": trial.suggest_float("reg_lambda", 1e-3, 10, log=True),
    }
    scores = []
    for training, held_out in folds:
        model = lightgbm.LGBMClassifier(**parameters, n_jobs=1, verbose=-1, random_state=seed)
        model.fit(features[training], target[training])
        scores.append(log_loss(target[held_out], model.predict_proba(features[held_out])))
    return sum(scores) / len(scores)


started_at = time.perf_counter()
study = optuna.create_study(sampler=optuna.samplers.TPESampler(seed=seed))
study.optimize(objective, n_trials=50, n_jobs=2)
train_ms = (time.perf_counter() - started_at) * 1000
peer = f"optuna {optuna.__version__}, lightgbm {lightgbm.__version__}"
print(json.dumps({"trainMs": train_ms, "loss": study.best_value, "peer": peer}))
