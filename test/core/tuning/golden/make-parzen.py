"""Densities of Optuna's Parzen estimator, to compare core/tuning/parzen.ts with: python make-parzen.py > parzen.json"""

import json

import numpy as np
import optuna
from optuna.distributions import CategoricalDistribution, FloatDistribution, IntDistribution
from optuna.samplers._tpe.parzen_estimator import _ParzenEstimator, _ParzenEstimatorParameters
from optuna.samplers._tpe.sampler import default_weights

PARAMETERS = _ParzenEstimatorParameters(1.0, True, False, default_weights, True)

SPACES = {
    "uniform": (FloatDistribution(-1, 3), {"$search": "uniform", "low": -1, "high": 3}),
    "stepped": (FloatDistribution(0, 1, step=0.25), {"$search": "uniform", "low": 0, "high": 1, "step": 0.25}),
    "logUniform": (FloatDistribution(1e-4, 10, log=True), {"$search": "logUniform", "low": 1e-4, "high": 10}),
    "int": (IntDistribution(4, 64), {"$search": "int", "low": 4, "high": 64, "step": 1, "log": False}),
    "logInt": (IntDistribution(1, 1000, log=True), {"$search": "int", "low": 1, "high": 1000, "step": 1, "log": True}),
    "choice": (CategoricalDistribution(("a", "b", "c")), {"$search": "choice", "values": ["a", "b", "c"]}),
}


def draw(name, random):
    space = SPACES[name][0]
    if isinstance(space, CategoricalDistribution):
        return int(random.integers(3))
    if isinstance(space, IntDistribution):
        return int(random.integers(space.low, space.high + 1))
    if space.step is not None:
        return float(space.step * random.integers(0, 5))
    return float(np.exp(random.uniform(np.log(space.low), np.log(space.high))) if space.log else random.uniform(space.low, space.high))


def different(name, count, random):
    """No two alike where there are enough values: numpy's sort does not keep the order of equals, and widths go by it."""
    drawn = []
    while len(drawn) < count:
        value = draw(name, random)
        if value not in drawn or name in ("choice", "stepped"):
            drawn.append(value)
    return drawn


def case(names, count, random):
    observed = {name: different(name, count, random) for name in names}
    asked = {name: [draw(name, random) for _ in range(4)] for name in names}
    arrays = {name: np.array(values, dtype=float) for name, values in observed.items()}
    estimator = _ParzenEstimator(arrays, {name: SPACES[name][0] for name in names}, PARAMETERS)
    densities = estimator.log_pdf({name: np.array(values, dtype=float) for name, values in asked.items()})
    label = lambda values: {n: [("a", "b", "c")[v] if n == "choice" else v for v in vs] for n, vs in values.items()}
    return {
        "dimensions": {name: SPACES[name][1] for name in names},
        "observed": label(observed),
        "asked": label(asked),
        "logDensities": [float(value) for value in densities],
    }


random = np.random.default_rng(7)
cases = [case([name], count, random) for name in SPACES for count in (0, 1, 2, 7)]
joint = [name for name in SPACES if name != "stepped"]
cases += [case(joint, count, random) for count in (3, 30, 26)]
print(json.dumps({"reference": f"Optuna {optuna.__version__}", "cases": cases}))
