import json
import pathlib
import sys
import time
import warnings

import numpy
import sklearn
from sklearn.exceptions import ConvergenceWarning
from sklearn.metrics import log_loss
from sklearn.neural_network import MLPClassifier

warnings.simplefilter("ignore", ConvergenceWarning)  # five epochs are asked for
folder = pathlib.Path(sys.argv[1])
target = numpy.fromfile(folder / "target", dtype=numpy.float32)
features = numpy.fromfile(folder / "features", dtype=numpy.float32).reshape(len(target), -1)
MLPClassifier(hidden_layer_sizes=(64,), max_iter=1).fit(features[::100], target[::100])  # what a process loads once is not measured
started_at = time.perf_counter()
# Standardised as Leat does it by itself.
features = (features - features.mean(axis=0)) / features.std(axis=0)
model = MLPClassifier(hidden_layer_sizes=(64,), max_iter=5, random_state=int(sys.argv[2])).fit(features, target)
train_ms = (time.perf_counter() - started_at) * 1000
loss = float(log_loss(target, model.predict_proba(features)))
print(json.dumps({"trainMs": train_ms, "loss": loss, "iterations": model.n_iter_, "peer": f"scikit-learn {sklearn.__version__}"}))
