"""Writes golden.json: coefficients of scikit-learn 1.9.1, to compare the linear trainers with.

python3 -m venv venv && venv/bin/pip install scikit-learn==1.9.1 && venv/bin/python test/core/trainers/golden/make-golden.py
"""
import json
import pathlib

import numpy
import sklearn
from sklearn.linear_model import ElasticNet, Lasso, LinearRegression, LogisticRegression, Ridge

assert sklearn.__version__ == "1.9.1"
random = numpy.random.default_rng(5)
rows, width = 40, 4
common = random.normal(size=(rows, 1))
features = (common + random.normal(size=(rows, width))) * [1, 2, 0.5, 1.5] + [0, 1, -1, 0.5]
features = numpy.round(features, 3).astype(numpy.float32).astype(float)
scaled = (features - features.mean(0)) / features.std(0)
signal = scaled @ [1, -0.7, 0.05, 0.4] + 0.5 * random.normal(size=rows)
values = numpy.round(3 * signal + 7, 3)
binary = (signal > 0.3).astype(int)
three = numpy.digitize(signal + 0.4 * random.normal(size=rows), [-0.5, 0.8])
weights = numpy.round(random.uniform(0, 3, size=rows), 2)
exact = dict(tol=1e-12, max_iter=1_000_000)


def case(trainer, hyperparameters, model, target, weighted=False):
    model.fit(features, target, sample_weight=weights if weighted else None)
    coefficients = numpy.atleast_2d(model.coef_)
    return {
        "trainer": trainer,
        "hyperparameters": hyperparameters,
        "target": "values" if target is values else "binary" if target is binary else "three",
        "weighted": weighted,
        "weights": coefficients.T.ravel().tolist(),  # row-major, shape [features, outputs]
        "bias": numpy.atleast_1d(model.intercept_).tolist(),
    }


def both(trainer, hyperparameters, make, target):
    return [case(trainer, hyperparameters, make(), target, weighted) for weighted in (False, True)]


cases = [
    *both("linear", {}, LinearRegression, values),
    *both("ridge", {"l2": 10}, lambda: Ridge(alpha=10), values),
    *both("lasso", {"alpha": 0.3, "tolerance": 1e-10}, lambda: Lasso(alpha=0.3, **exact), values),
    *both("elasticNet", {"alpha": 0.1, "l1Ratio": 0.7, "tolerance": 1e-10}, lambda: ElasticNet(alpha=0.1, l1_ratio=0.7, **exact), values),
]
for target in (binary, three):
    cases += both("logistic", {"l2": 0.5, "tolerance": 1e-6}, lambda: LogisticRegression(C=2, **exact), target)
    cases += both(
        "logistic",
        {"l2": 0, "l1": 2, "tolerance": 1e-6},
        lambda: LogisticRegression(C=0.5, l1_ratio=1, solver="saga", random_state=0, tol=1e-9, max_iter=200_000),
        target,
    )
    cases += both(
        "logistic",
        {"l2": 0.5, "classWeights": "balanced", "tolerance": 1e-6},
        lambda: LogisticRegression(C=2, class_weight="balanced", **exact),
        target,
    )
golden = {
    "reference": f"scikit-learn {sklearn.__version__}",
    "rows": rows,
    "features": features.ravel().tolist(),
    "targets": {"values": values.tolist(), "binary": binary.tolist(), "three": three.tolist()},
    "rowWeights": weights.tolist(),
    "cases": cases,
}
pathlib.Path(__file__).with_name("golden.json").write_text(json.dumps(golden, indent=1) + "\n")
