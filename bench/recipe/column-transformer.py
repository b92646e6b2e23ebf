"""The same as fit-and-apply.ts with scikit-learn's ColumnTransformer on a pandas table."""

import json
import resource
import sys
import time

import numpy as np
import pandas as pd
import sklearn
from sklearn.compose import ColumnTransformer
from sklearn.impute import SimpleImputer
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder, StandardScaler

folder = sys.argv[1]
counts = json.load(open(f"{folder}/texts.json"))
numbers = np.fromfile(f"{folder}/numbers.f64").reshape(10, -1)
codes = np.fromfile(f"{folder}/codes.i32", dtype=np.int32).reshape(len(counts), -1)
table = pd.DataFrame({f"number{index}": column for index, column in enumerate(numbers)})
for index, (count, column) in enumerate(zip(counts, codes)):
    texts = np.array([f"text {code}" for code in range(count)] + [None], dtype=object)
    table[f"text{index}"] = texts[column]
del numbers, codes

started = time.perf_counter()
names = list(table.columns)
transformer = ColumnTransformer(
    [
        ("numbers", make_pipeline(SimpleImputer(strategy="median"), StandardScaler()), names[:10]),
        ("texts", OneHotEncoder(min_frequency=0.01, handle_unknown="infrequent_if_exist"), names[10:]),
    ]
)
features = transformer.fit_transform(table)
wall_ms = (time.perf_counter() - started) * 1000
peak_rss_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
print(
    json.dumps(
        {
            "wallMs": wall_ms,
            "peakRssMb": peak_rss_mb,
            "features": features.shape[1],
            "peer": f"scikit-learn {sklearn.__version__}",
        }
    )
)
