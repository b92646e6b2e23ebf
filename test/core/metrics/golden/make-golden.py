"""Writes metrics.json: what scikit-learn 1.9.1 says of some outcomes.

    python test/core/metrics/golden/make-golden.py

Lift and gain, which scikit-learn lacks, are computed here from their definition.
"""

import json
import warnings
from pathlib import Path

import numpy as np
import sklearn
from sklearn import metrics as m

assert sklearn.__version__ == "1.9.1", sklearn.__version__
warnings.simplefilter("ignore")
random = np.random.default_rng(20)

EPSILON = 2.0**-23  # models answer in float32


def gain(actual, scores, share, weights):
    """Share of the positives among the top share, ties at the border in part."""
    wanted, found, taken = share * weights.sum(), 0.0, 0.0
    for score in np.unique(scores)[::-1]:
        tied = scores == score
        size, positives = weights[tied].sum(), (weights * actual)[tied].sum()
        part = min(1.0, (wanted - taken) / size)
        found, taken = found + part * positives, taken + part * size
        if part < 1:
            break
    return found / (weights * actual).sum()


def averaged(name, function, actual, predicted, binary, **options):
    named = {"Macro": "macro", "Weighted": "weighted", "Micro": "micro"}
    stem, _, parameter = name.partition("@")
    suffix = f"@{parameter}" if parameter else ""
    values = {f"{stem}{key}{suffix}": function(actual, predicted, average=value, zero_division=0, **options) for key, value in named.items()}
    if binary:
        values[name] = function(actual, predicted, zero_division=0, **options)
    return values


def jaccard(actual, predicted, average="binary", zero_division=0, sample_weight=None):
    return m.jaccard_score(actual, predicted, average=average, zero_division=zero_division, sample_weight=sample_weight)


def classification(actual, probabilities, weights=None):
    classes = probabilities.shape[1]
    labels = np.arange(classes)
    binary = classes == 2
    predicted = probabilities.argmax(axis=1)
    w = {"sample_weight": weights}
    scores = probabilities[:, 1] if binary else probabilities
    clipped = np.clip(probabilities, EPSILON, 1 - EPSILON)
    expected = {
        "accuracy": m.accuracy_score(actual, predicted, **w),
        "balancedAccuracy": m.balanced_accuracy_score(actual, predicted, **w),
        "mcc": m.matthews_corrcoef(actual, predicted, **w),
        "cohenKappa": m.cohen_kappa_score(actual, predicted, **w),
        "cohenKappaLinear": m.cohen_kappa_score(actual, predicted, weights="linear", **w),
        "cohenKappaQuadratic": m.cohen_kappa_score(actual, predicted, weights="quadratic", **w),
        "logLoss": m.log_loss(actual, clipped, labels=labels, **w),
        "brierScore": m.brier_score_loss(actual, probabilities if classes > 2 else scores, labels=labels if classes > 2 else None, **w),
        **averaged("precision", m.precision_score, actual, predicted, binary, **w),
        **averaged("recall", m.recall_score, actual, predicted, binary, **w),
        **averaged("f1", m.f1_score, actual, predicted, binary, **w),
        **averaged("jaccard", jaccard, actual, predicted, binary, **w),
        **averaged("fBeta@2", m.fbeta_score, actual, predicted, binary, beta=2, **w),
        **averaged("fBeta@0.5", m.fbeta_score, actual, predicted, binary, beta=0.5, **w),
    }
    if binary:
        unit = np.ones(len(actual)) if weights is None else weights
        for share in (0.1, 0.25):
            expected[f"gain@{share}"] = gain(actual, scores, share, unit)
            expected[f"lift@{share}"] = gain(actual, scores, share, unit) / share
    else:
        for k in (2, 3):
            if k < classes:
                expected[f"topKAccuracy@{k}"] = m.top_k_accuracy_score(actual, probabilities, k=k, labels=labels, **w)
    if len(np.unique(actual)) == classes:
        for suffix, average in {"": "macro", "Weighted": "weighted"}.items():
            expected[f"rocAuc{suffix}"] = m.roc_auc_score(actual, scores, multi_class="ovr", average=average, **w)
            if weights is None:
                expected[f"rocAucOvo{suffix}"] = m.roc_auc_score(actual, scores, multi_class="ovo", average=average)
            expected[f"averagePrecision{suffix}"] = m.average_precision_score(actual, scores, average=average, **w)
    elif binary:
        expected["rocAuc"] = m.roc_auc_score(actual, scores, **w)
    return {
        "task": "classification",
        "classes": classes,
        "actual": actual.tolist(),
        "predicted": predicted.tolist(),
        "probabilities": probabilities.ravel().tolist(),
        **({} if weights is None else {"weights": weights.tolist()}),
        "expected": expected,
    }


def regression(actual, predicted, weights=None):
    w = {"sample_weight": weights}
    expected = {
        "mse": m.mean_squared_error(actual, predicted, **w),
        "rmse": m.root_mean_squared_error(actual, predicted, **w),
        "mae": m.mean_absolute_error(actual, predicted, **w),
        "medianAbsoluteError": m.median_absolute_error(actual, predicted, **w),
        "maxError": m.max_error(actual, predicted),
        "r2": m.r2_score(actual, predicted, **w),
        "explainedVariance": m.explained_variance_score(actual, predicted, **w),
        "d2AbsoluteError": m.d2_absolute_error_score(actual, predicted, **w),
        "mape": m.mean_absolute_percentage_error(actual, predicted, **w),
    }
    if len(actual) == 1:
        expected["explainedVariance"] = np.nan  # theirs is 1; ours is undefined, as r2 is there
    for alpha in (0.1, 0.5, 0.9):
        expected[f"pinballLoss@{alpha}"] = m.mean_pinball_loss(actual, predicted, alpha=alpha, **w)
        if alpha != 0.5:
            expected[f"d2PinballLoss@{alpha}"] = m.d2_pinball_score(actual, predicted, alpha=alpha, **w)
    if predicted.min() > 0:
        expected["tweedieDeviance@-0.5"] = m.mean_tweedie_deviance(actual, predicted, power=-0.5, **w)
        if actual.min() >= 0:
            expected["msle"] = m.mean_squared_log_error(actual, predicted, **w)
            expected["poissonDeviance"] = m.mean_poisson_deviance(actual, predicted, **w)
            expected["tweedieDeviance@1.5"] = m.mean_tweedie_deviance(actual, predicted, power=1.5, **w)
            if actual.std() > 0:
                expected["d2Tweedie@1.5"] = m.d2_tweedie_score(actual, predicted, power=1.5, **w)
                expected["d2Tweedie@1"] = m.d2_tweedie_score(actual, predicted, power=1, **w)
            if weights is None and actual.max() > 0 and len(actual) > 1:  # where nothing can be gained, theirs is 0 and ours undefined
                expected["ndcg"] = m.ndcg_score([actual], [predicted])
                expected["ndcg@5"] = m.ndcg_score([actual], [predicted], k=5)
            if actual.min() > 0:
                expected["gammaDeviance"] = m.mean_gamma_deviance(actual, predicted, **w)
                expected["tweedieDeviance@3"] = m.mean_tweedie_deviance(actual, predicted, power=3, **w)
    return {
        "task": "regression",
        "actual": actual.tolist(),
        "predicted": predicted.tolist(),
        **({} if weights is None else {"weights": weights.tolist()}),
        "expected": expected,
    }


def drawn(rows, classes, digits=3):
    """Probabilities of few digits, so that many are tied; of float32, as models give them."""
    shares = random.dirichlet(np.ones(classes), rows)
    shares = np.round(shares, digits)
    shares[:, -1] = 1 - shares[:, :-1].sum(axis=1)
    return np.clip(shares, 0, 1)


def cases():
    two, five = drawn(60, 2, digits=1), drawn(80, 5)
    of_two = (random.random(60) < two[:, 1] * 0.6 + 0.2).astype(int)
    of_five = np.array([random.choice(5, p=0.5 * row / row.sum() + 0.1) for row in five])
    weights = np.round(random.random(80) * 3, 2) + 0.01
    counts = random.poisson(3, 50).astype(float)
    amounts = random.gamma(2, 3, 50)
    near = lambda values: np.round(np.abs(values + random.normal(0, 1, len(values))) + 0.1, 1)
    signed = random.normal(0, 2, 50)
    yield "two classes, tied scores", classification(of_two, two)
    yield "two classes, weighted", classification(of_two, two, weights[:60])
    yield "five classes", classification(of_five, five)
    yield "five classes, weighted", classification(of_five, five, weights)
    yield "five classes of which two occur", classification(np.where(of_five > 2, 1, 3)[:20], five[:20])
    yield "one class, taken for it half the time", classification(np.ones(4, int), np.array([[0.9, 0.1], [0.2, 0.8], [0.3, 0.7], [0.6, 0.4]]))
    yield "counts", regression(counts, near(counts))
    yield "counts, weighted", regression(counts, near(counts), weights[:50])
    yield "amounts", regression(amounts, near(amounts))
    yield "amounts, weighted", regression(amounts, near(amounts), weights[:50])
    yield "values of both signs", regression(signed, np.round(signed + random.normal(0, 1, 50), 1))
    yield "one class, taken for it", classification(np.zeros(3, int), np.array([[0.9, 0.1], [0.8, 0.2], [0.7, 0.3]]))
    yield "two classes, taken for one", classification(np.array([0, 1, 1]), np.array([[0.9, 0.1], [0.8, 0.2], [0.7, 0.3]]))
    yield "one row", classification(np.array([1]), np.array([[0.7, 0.3]]))
    yield "one value", regression(np.array([2.0]), np.array([1.5]))
    yield "a constant target, met", regression(np.full(4, 2.0), np.full(4, 2.0))
    yield "zeros, met", regression(np.zeros(4), np.zeros(4))
    yield "zeros, missed", regression(np.zeros(4), np.array([0.5, 1.0, 0.5, 2.0]))
    yield "a constant target, missed", regression(np.full(5, 2.0), np.array([1.0, 2.0, 3.0, 2.5, 1.5]))


def finite(case):
    """What scikit-learn calls undefined, apart."""
    expected = {name: float(value) for name, value in case["expected"].items() if np.isfinite(value)}
    return {**case, "expected": expected, "undefined": [name for name in case["expected"] if name not in expected]}


if __name__ == "__main__":
    golden = {"reference": f"scikit-learn {sklearn.__version__}", "cases": {name: finite(case) for name, case in cases()}}
    (Path(__file__).parent / "metrics.json").write_text(json.dumps(golden, separators=(",", ":")).replace('{"task"', '\n{"task"') + "\n")
