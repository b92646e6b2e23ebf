"""Makes trees.onnx: 100 trees of 31 leaves on 30 floats, as LightGBM trains and onnxmltools exports them.

lightgbm 4.7.0, onnxmltools 1.16.0, onnx 1.23.2; run as `python make-model.py` in this folder.
"""

import lightgbm
import numpy
from onnxmltools import convert_lightgbm
from onnxmltools.convert.common.data_types import FloatTensorType

random = numpy.random.default_rng(7)
rows = random.normal(size=(20_000, 30)).astype(numpy.float32)
score = rows[:, 0] + rows[:, 1] * rows[:, 2] + numpy.sin(rows[:, 3] * 2) + 0.5 * random.normal(size=len(rows))
booster = lightgbm.train(
    {"objective": "binary", "num_leaves": 31, "learning_rate": 0.1, "verbose": -1, "seed": 7, "num_threads": 1},
    lightgbm.Dataset(rows, (score > 0).astype(int)),
    num_boost_round=100,
)
model = convert_lightgbm(booster, initial_types=[("input", FloatTensorType([None, 30]))], zipmap=False, target_opset=15)
with open("trees.onnx", "wb") as file:
    file.write(model.SerializeToString())
