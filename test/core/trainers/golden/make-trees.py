"""Writes trees.json: what trees of LightGBM 4.7.0 and scikit-learn 1.9.1 predict and lean on, to compare ours with.

python3 -m venv venv && venv/bin/pip install lightgbm==4.7.0 scikit-learn==1.9.1 && venv/bin/python test/core/trainers/golden/make-trees.py
"""
import json
import pathlib

import lightgbm
import numpy
import sklearn
from sklearn.ensemble import HistGradientBoostingClassifier, HistGradientBoostingRegressor, RandomForestClassifier, RandomForestRegressor

assert lightgbm.__version__ == "4.7.0" and sklearn.__version__ == "1.9.1"
random = numpy.random.default_rng(11)
rows, width = 120, 3
features = numpy.round(random.normal(size=(rows, width)), 2).astype(numpy.float32)
signal = features[:, 0] + numpy.sin(2 * features[:, 1]) * features[:, 2] + 0.3 * random.normal(size=rows)
targets = {
    "values": numpy.round(3 * signal + 7, 2),
    "binary": (signal > 0.2).astype(int),
    "three": numpy.digitize(signal, [-0.5, 0.7]),
    "counts": random.poisson(numpy.exp(0.6 * signal)).astype(float),
}
weights = numpy.round(random.uniform(0.2, 2, size=rows), 2)
patchy = features.copy()
patchy[random.random(size=rows) < 0.2, 0] = numpy.nan
patchy[:, 1] = random.integers(6, size=rows)  # a category
targets["mixed"] = numpy.round(3 * numpy.nan_to_num(patchy[:, 0], nan=1.5) + numpy.array([5, -5, 4, -4, 0, 6])[patchy[:, 1].astype(int)] + 0.3 * signal, 2)
levels = random.integers(4, size=(rows, width)).astype(numpy.float32)  # every leaf has rows of every level: no two thresholds part them alike
targets["levelled"] = numpy.round(levels[:, 0] * levels[:, 1] - 2 * levels[:, 2] + 0.3 * random.normal(size=rows), 2)
matrices = {"features": features, "patchy": patchy, "levels": levels}

CHOSEN = dict(trees=10, leaves=5, learningRate=0.2, l2=1, minSamplesLeaf=1, minChildWeight=0.5)
LIGHTGBM, SKLEARN = f"LightGBM {lightgbm.__version__}", f"scikit-learn {sklearn.__version__}"


def rounded(values):
    return [float(f"{value:.9g}") for value in numpy.asarray(values, dtype=float).ravel()]


def case(trainer, hyperparameters, reference, target, predictions, matrix="features", **more):
    given = dict(trainer=trainer, hyperparameters=hyperparameters, target=target, matrix=matrix, reference=reference)
    return given | dict(predictions=rounded(predictions)) | more


def both_classes(probability):
    return numpy.stack([1 - probability, probability], 1)


def boosted(target, ours={}, theirs={}, matrix="features", categories=(), weighted=False, explained=False, trees=10, tells=True):
    """LightGBM's. Every value has a bin of its own, and a leaf needs one row: what is left is which splits gain most."""
    objective = "binary" if target == "binary" else "regression"
    settings = dict(objective=objective, num_leaves=5, learning_rate=0.2, lambda_l2=1, min_data_in_leaf=1, min_sum_hessian_in_leaf=0.5)
    settings |= dict(min_data_in_bin=1, deterministic=True, num_threads=1, verbose=-1) | theirs
    values = matrices[matrix].astype(float)
    kinds = dict(weight=weights if weighted else None, categorical_feature=list(categories))
    data = lightgbm.Dataset(values, targets[target], params=settings, **kinds)
    model = lightgbm.train(settings, data, trees)
    predicted = model.predict(values)
    more = {kind: rounded(model.feature_importance(kind)) for kind in ("gain", "split")}
    if categories:
        more["cardinalities"] = [6 if column in categories else 0 for column in range(width)]
    if explained:
        more["contributions"] = rounded(model.predict(values[:20], pred_contrib=True))
    predicted = both_classes(predicted) if target == "binary" else predicted
    return case("gbdt", CHOSEN | dict(trees=trees) | ours, LIGHTGBM, target, predicted if tells else [], matrix, weighted=weighted, **more)


def histograms(target, ours={}, theirs={}, matrix="features", weighted=False):
    """scikit-learn's: LightGBM multiplies the hessians of several classes by classes / (classes - 1), adds to those of Poisson, and has quantiles of its own."""
    settings = dict(max_iter=10, learning_rate=0.2, max_leaf_nodes=5, min_samples_leaf=1, l2_regularization=1, early_stopping=False) | theirs
    kind = HistGradientBoostingClassifier if target == "three" else HistGradientBoostingRegressor
    model = kind(**settings).fit(matrices[matrix], targets[target], sample_weight=weights if weighted else None)
    predicted = model.predict_proba(features) if target == "three" else model.predict(matrices[matrix])
    chosen = CHOSEN | dict(minChildWeight=1e-3) | ours  # a constant there
    return case("gbdt", chosen, SKLEARN, target, predicted, matrix, weighted=weighted)


def grown(target):
    """One tree of all rows and features: no draw decides."""
    kind = RandomForestRegressor if target == "values" else RandomForestClassifier
    model = kind(1, bootstrap=False, max_features=None, max_depth=3, min_samples_leaf=4, random_state=0).fit(features, targets[target])
    predicted = model.predict(features) if target == "values" else model.predict_proba(features)
    chosen = dict(trees=1, bootstrap=False, maxFeatures=1, maxDepth=3, minSamplesLeaf=4)
    return case("forest", chosen, SKLEARN, target, predicted, weighted=False, gainShares=rounded(model.feature_importances_))


cases = [
    boosted("values"),
    boosted("levelled", matrix="levels", explained=True),
    boosted("binary"),
    boosted("binary", weighted=True),
    boosted("values", dict(l1=4, maxDepth=2), dict(lambda_l1=4, max_depth=2)),
    boosted("values", dict(minSamplesLeaf=12), dict(min_data_in_leaf=12)),
    histograms("three"),
    histograms("counts", dict(loss="poisson"), dict(loss="poisson")),
    histograms("counts", dict(loss="poisson"), dict(loss="poisson"), weighted=True),
    histograms("values", dict(loss="absolute"), dict(loss="absolute_error")),
    histograms("values", dict(loss="quantile", quantile=0.73), dict(loss="quantile", quantile=0.73), weighted=True),
    boosted("values", dict(monotone=dict(a=1, b=-1)), dict(monotone_constraints=[1, -1, 0])),
    histograms("mixed", matrix="patchy"),
    # Of a set of categories LightGBM also shrinks what its leaves say: which sets gain most is the same.
    boosted("mixed", {}, dict(max_cat_to_onehot=1, min_data_per_group=1), "patchy", categories=[1], trees=1, tells=False),
    *[grown(target) for target in ("values", "binary", "three")],
]
golden = {
    "rows": rows,
    "matrices": {name: [None if numpy.isnan(value) else round(float(value), 2) for value in matrix.ravel()] for name, matrix in matrices.items()},
    "targets": {name: target.tolist() for name, target in targets.items()},
    "weights": weights.tolist(),
    "cases": cases,
}
pathlib.Path(__file__).with_name("trees.json").write_text(json.dumps(golden) + "\n")
