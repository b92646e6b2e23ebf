"""Makes values.json: what scikit-learn computes from the rows that are written there too; what it lacks, pandas and numpy.

python3 test/core/transforms/golden/make-values.py > test/core/transforms/golden/values.json
"""

import json

import numpy as np
import pandas as pd
import sklearn
from sklearn.decomposition import PCA
from sklearn.feature_extraction import FeatureHasher
from sklearn.feature_extraction.text import HashingVectorizer, TfidfVectorizer
from sklearn.feature_selection import (
    RFE,
    SelectFromModel,
    VarianceThreshold,
    chi2,
    f_classif,
    f_regression,
    mutual_info_classif,
    mutual_info_regression,
)
from sklearn.linear_model import Lasso, LogisticRegression
from sklearn.model_selection import PredefinedSplit
from sklearn.preprocessing import (
    FunctionTransformer,
    KBinsDiscretizer,
    OneHotEncoder,
    PolynomialFeatures,
    PowerTransformer,
    TargetEncoder,
)

ROWS = 120
random = np.random.default_rng(7)


def hash_of_place(place):
    """core/transforms/places.ts: scikit-learn is to cross-fit over the same folds."""
    mask = 0xFFFFFFFF
    value = ((place ^ (place >> 16)) * 0x85EBCA6B) & mask
    value = ((value ^ (value >> 13)) * 0xC2B2AE35) & mask
    return value ^ (value >> 16)


fold_of_row = np.array([hash_of_place(place) % 5 for place in range(ROWS)])
signal = random.normal(size=ROWS)
text = np.array(["ant", "bee", "cat", "dog", "eel"])[random.integers(0, 5, ROWS)]
numbers = {
    "normal": random.normal(size=ROWS) + signal,
    "skewed": np.exp(random.normal(size=ROWS)) - 0.5,
    "uniform": random.uniform(size=ROWS) * 10,
    "double": 2 * signal + 0.1 * random.normal(size=ROWS),
    "square": signal**2 + 0.1 * random.normal(size=ROWS),
    "noise": random.normal(size=ROWS),
}
targets = {
    "two": np.where(signal + 0.5 * random.normal(size=ROWS) > 0, "yes", "no"),
    "three": np.array(["low", "middle", "top"])[np.digitize(signal, [-0.5, 0.5])],
    "value": 3 * signal + random.normal(size=ROWS) + (text == "bee"),
}
words = ["red", "Green", "blue", "sea", "of", "a", "Über", "x1"]
documents = [" ".join(random.choice(words, random.integers(0, 8))) for _ in range(ROWS)]
seconds = random.integers(-(10**9), 2 * 10**9, ROWS)
seen = pd.Series(pd.to_datetime(seconds, unit="s")).dt
parts = {
    "year": (seen.year, None),
    "quarter": (seen.quarter, 4),
    "month": (seen.month, 12),
    "dayOfYear": (seen.day_of_year, 366),
    "dayOfMonth": (seen.day, 31),
    "dayOfWeek": ((seen.day_of_week + 1) % 7, 7),
    "hour": (seen.hour, 24),
    "minute": (seen.minute, 60),
    "second": (seen.second, 60),
}

X = np.column_stack(list(numbers.values()))
texts = text.reshape(-1, 1).astype(object)


def columns(matrix):
    matrix = matrix.toarray() if hasattr(matrix, "toarray") else np.asarray(matrix)
    return matrix.T.tolist()


def target_encoding(name, smooth):
    encoder = TargetEncoder(smooth=smooth, cv=PredefinedSplit(fold_of_row))
    training = encoder.fit_transform(texts, targets[name])
    fresh = encoder.transform(np.array([["ant"], ["eel"], ["fox"]], dtype=object))
    return {"training": columns(training), "fresh": columns(fresh)}


def tf_idf(**options):
    vectorizer = TfidfVectorizer(**options)
    matrix = vectorizer.fit_transform(documents)
    return {"names": vectorizer.get_feature_names_out().tolist(), "columns": columns(matrix)}


def bins(strategy):
    cut = KBinsDiscretizer(n_bins=4, strategy=strategy, encode="ordinal", quantile_method="linear", subsample=None)
    return columns(cut.fit_transform(X[:, :3]))


def clipped(low, high):
    return columns(np.clip(X[:, :3], low, high))


def circle(part, period):
    """As in scikit-learn's guide, Time-related feature engineering."""
    waves = (np.sin, np.cos)
    return [FunctionTransformer(lambda x: wave(2 * np.pi * x / period)).fit_transform(part).tolist() for wave in waves]


def uncorrelated(threshold):
    """Greedily, from the first feature on."""
    kept, correlation = [], np.abs(np.corrcoef(X.T))
    for place in range(X.shape[1]):
        if all(correlation[place, other] <= threshold for other in kept):
            kept.append(place)
    return kept


def ranking(scores):
    return np.argsort(-np.asarray(scores), kind="stable").tolist()


scaled = (X - X.mean(axis=0)) / X.std(axis=0)
first, third = np.quantile(X[:, :3], [0.25, 0.75], axis=0)
rare = OneHotEncoder(min_frequency=0.19, sparse_output=False)
values = {
    "madeBy": f"scikit-learn {sklearn.__version__}",
    "rows": {
        "text": text.tolist(),
        **{name: column.tolist() for name, column in {**numbers, **targets}.items()},
        "document": documents,
        "seen": (1000 * seconds).tolist(),
    },
    "dates": [part.tolist() for part, _ in parts.values()],
    "cyclic": [wave for part, period in parts.values() if period is not None for wave in circle(part, period)],
    "clip": clipped(*np.quantile(X[:, :3], [0.1, 0.9], axis=0)),
    "clipRanges": clipped(first - 0.5 * (third - first), third + 0.5 * (third - first)),
    "frequency": [pd.Series(text).map(pd.Series(text).value_counts(normalize=True)).tolist()],
    "rare": columns(np.roll(rare.fit_transform(texts), 1, axis=1)),  # theirs comes last
    "correlation": uncorrelated(0.5),
    "targetEncoding": {
        f"{name} {smooth}": target_encoding(name, smooth) for name in targets for smooth in ["auto", 3.0]
    },
    "hashing": columns(
        FeatureHasher(n_features=7, input_type="string", alternate_sign=False).transform([[each] for each in text])
    ),
    "power": columns(PowerTransformer().fit_transform(X[:, :3])),
    "powerAlone": columns(PowerTransformer(standardize=False).fit_transform(X[:, :3])),
    "bins": {strategy: bins(strategy) for strategy in ["quantile", "uniform"]},
    "polynomial": columns(PolynomialFeatures(3, include_bias=False).fit_transform(X[:, :3])),
    "interactions": columns(PolynomialFeatures(3, interaction_only=True, include_bias=False).fit_transform(X[:, :3])),
    "pca": columns(PCA(3).fit_transform(X)),
    "pcaWhitened": columns(PCA(0.9, svd_solver="full", whiten=True).fit_transform(X)),
    "tfIdf": tf_idf(),
    "tfIdfPairs": tf_idf(ngram_range=(1, 2), min_df=2, max_features=12, sublinear_tf=True),
    "counts": tf_idf(use_idf=False, norm=None, lowercase=False),
    "hashedWords": columns(
        HashingVectorizer(n_features=9, norm=None, alternate_sign=False, lowercase=False).transform(documents)
    ),
    "fOfClasses": ranking(f_classif(X, targets["three"])[0]),
    "fOfNumbers": ranking(f_regression(X, targets["value"])[0]),
    "chi2": ranking(chi2(np.abs(X), targets["three"])[0]),
    "informationOfClasses": mutual_info_classif(X, targets["three"], random_state=0).tolist(),
    "informationOfNumbers": mutual_info_regression(X, targets["value"], random_state=0).tolist(),
    "informationOfLabels": mutual_info_classif(
        fold_of_row.reshape(-1, 1), targets["three"], discrete_features=True
    ).tolist(),
    "variance": VarianceThreshold(1.5).fit(X).get_support().nonzero()[0].tolist(),
    "elimination": RFE(LogisticRegression(tol=1e-9, max_iter=10_000), n_features_to_select=2)
    .fit(scaled, targets["two"])
    .get_support()
    .nonzero()[0]
    .tolist(),
    "l1": SelectFromModel(Lasso(alpha=0.3)).fit(scaled, targets["value"]).get_support().nonzero()[0].tolist(),
    "importance": SelectFromModel(LogisticRegression(tol=1e-9, max_iter=10_000))
    .fit(scaled, targets["two"])
    .get_support()
    .nonzero()[0]
    .tolist(),
}


def rounded(value):
    """Twelve digits: float32 has seven."""
    if isinstance(value, float):
        return float(f"{value:.12g}")
    if isinstance(value, list):
        return [rounded(each) for each in value]
    return {name: rounded(each) for name, each in value.items()} if isinstance(value, dict) else value


print(json.dumps(rounded(values) | {"rows": values["rows"]}, ensure_ascii=False))
