"""Makes values.json: what pandas computes from the rows that are written there too.

python3 test/core/windows/make-values.py > test/core/windows/values.json
"""

import json

import numpy as np
import pandas as pd

random = np.random.default_rng(7)
rows = pd.DataFrame(
    {
        "time": random.permutation(40),
        "shop": random.choice(["a", "b", "c"], 40),
        "sold": np.where(random.uniform(size=40) < 0.15, np.nan, random.normal(size=40) * 10),
    }
)


def by_shop(compute):
    ordered = rows.sort_values("time", kind="stable")
    return ordered.groupby("shop")["sold"].transform(compute).reindex(rows.index)


def rolling(length, name):
    least = 0 if name == "count" else 2 if name == "std" else 1

    def compute(sold):
        # What stands before the first row is no row: shifted values are rolled over, the first left out.
        before = sold.shift(1).rolling(length, min_periods=least)
        return getattr(before, name)()

    return compute


columns = {
    **{f"lag {length}": by_shop(lambda sold: sold.shift(length)) for length in [1, 3]},
    **{
        f"{name} {length}": by_shop(rolling(length, name))
        for name, length in [("mean", 4), ("sum", 3), ("min", 4), ("max", 4), ("std", 5), ("count", 3)]
    },
}
print(
    json.dumps(
        {
            "madeBy": f"pandas {pd.__version__}",
            "time": rows["time"].tolist(),
            "shop": rows["shop"].tolist(),
            "sold": [None if np.isnan(value) else value for value in rows["sold"]],
            "columns": {
                name: [None if np.isnan(value) else value for value in column] for name, column in columns.items()
            },
        }
    )
)
