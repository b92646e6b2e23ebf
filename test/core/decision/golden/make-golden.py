"""Writes calibration.json: how scikit-learn 1.9.1 calibrates some scores.

    python test/core/decision/golden/make-golden.py
"""

import json
from pathlib import Path

import numpy as np
import sklearn
from sklearn.calibration import _SigmoidCalibration
from sklearn.isotonic import IsotonicRegression

assert sklearn.__version__ == "1.9.1", sklearn.__version__
random = np.random.default_rng(3)


def case(rows, weighted):
    scores = np.float32(np.round(random.random(rows), 2) * 0.98 + 0.01).astype(float)
    is_class = (random.random(rows) < scores**2).astype(int)
    weights = np.round(random.random(rows) * 2 + 0.1, 2) if weighted else None
    asked = np.float32(np.linspace(0, 1, 41)).astype(float)
    isotonic = IsotonicRegression(out_of_bounds="clip").fit(scores, is_class, weights)
    odds = lambda values: np.log(values) - np.log1p(-values)
    sigmoid = _SigmoidCalibration().fit(odds(scores), is_class, weights)
    inside = np.clip(asked, 2.0**-23, 1 - 2.0**-23)
    return {
        "scores": scores.tolist(),
        "isClass": is_class.tolist(),
        **({"weights": weights.tolist()} if weighted else {}),
        "asked": asked.tolist(),
        "isotonic": isotonic.predict(asked).tolist(),
        "sigmoid": sigmoid.predict(odds(inside)).tolist(),
    }


if __name__ == "__main__":
    cases = {"few rows": case(30, False), "many rows": case(400, False), "weighted rows": case(200, True)}
    golden = {"reference": f"scikit-learn {sklearn.__version__}", "cases": cases}
    (Path(__file__).parent / "calibration.json").write_text(json.dumps(golden, separators=(",", ":")).replace('{"scores"', '\n{"scores"') + "\n")
