"""Writes drift.json: what scipy 1.17.1 says of some samples.

    python test/core/drift/golden/make-golden.py
"""

import json
from pathlib import Path

import numpy as np
import scipy
from scipy import stats
from scipy.spatial.distance import jensenshannon

assert scipy.__version__ == "1.17.1", scipy.__version__
random = np.random.default_rng(5)


def values(reference, current, method):
    reference, current = np.round(reference, 3), np.round(current, 3)
    ks = stats.ks_2samp(reference, current, method=method)
    return {
        "reference": np.sort(reference).tolist(),
        "current": np.sort(current).tolist(),
        "kolmogorovSmirnov": {"statistic": ks.statistic, "pValue": ks.pvalue},
        "wasserstein": stats.wasserstein_distance(reference, current),
    }


def counts(reference, current):
    table = np.array([reference, current])
    chi = stats.chi2_contingency(table[:, table.sum(axis=0) > 0], correction=False)
    return {
        "reference": reference,
        "current": current,
        "chiSquared": {"statistic": chi.statistic, "pValue": chi.pvalue},
        "jensenShannon": jensenshannon(reference, current, base=2),
    }


normal, uniform = random.normal, random.random
VALUES = {
    "few rows": (normal(0, 1, 12), normal(0.5, 1, 9), "exact"),
    "few rows of one distribution, tied": (np.round(normal(0, 1, 40), 1), np.round(normal(0, 1, 55), 1), "exact"),
    "hundreds of rows": (normal(0, 1, 300), normal(0.15, 1.1, 450), "exact"),
    "far apart": (uniform(30), uniform(25) + 0.7, "exact"),
    "nothing in common": (uniform(10), uniform(10) + 5, "exact"),
    "thousands of rows": (normal(0, 1, 4000), normal(0.03, 1, 3000), "asymp"),
    "thousands of rows, further apart": (normal(0, 1, 4000), normal(0.08, 1, 4000), "asymp"),
    "thousands of rows of one distribution": (normal(0, 1, 5000), normal(0, 1, 3500), "asymp"),
}
COUNTS = {
    "two bins": ([50, 50], [30, 70]),
    "ten bins": (random.integers(50, 150, 10).tolist(), random.integers(50, 150, 10).tolist()),
    "a bin that is empty in both": ([10, 0, 30], [20, 0, 25]),
    "a bin that is empty in one": ([10, 0, 30], [20, 5, 25]),
    "a hundred bins": (random.integers(1, 20, 100).tolist(), random.integers(1, 20, 100).tolist()),
    "other shares altogether": ([1000, 10], [10, 1000]),
}

if __name__ == "__main__":
    golden = {
        "reference": f"scipy {scipy.__version__}",
        "values": {name: values(*case) for name, case in VALUES.items()},
        "counts": {name: counts(*case) for name, case in COUNTS.items()},
    }
    (Path(__file__).parent / "drift.json").write_text(json.dumps(golden, separators=(",", ":")).replace('{"reference":[', '\n{"reference":[') + "\n")
