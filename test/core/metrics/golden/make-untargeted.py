"""Writes untargeted.json beside it: silhouettes, and anomalies by a contamination. scikit-learn 1.9.1, numpy as it brings.

python make-untargeted.py
"""

import json

import numpy
from sklearn.ensemble import IsolationForest
from sklearn.metrics import silhouette_score

random = numpy.random.default_rng(7)
silhouettes = []
for rows, clusters, apart in ((60, 3, 2.0), (80, 5, 0.2), (40, 2, 6.0)):
    cluster = random.integers(clusters, size=rows)
    cluster[0], cluster[1:][cluster[1:] == cluster[0]] = clusters, cluster[0]  # the first row is alone in its own
    data = (random.normal(size=(rows, 4)) + apart * cluster[:, None]).astype(numpy.float32)
    value = silhouette_score(data.astype(float), cluster)
    silhouettes.append({"clusters": clusters + 1, "cluster": cluster.tolist(), "data": data.ravel().tolist(), "silhouette": float(value)})

anomalies = []
for rows, contamination in ((101, 0.1), (64, 0.03), (50, 0.5)):
    data = random.normal(size=(rows, 3))
    forest = IsolationForest(n_estimators=20, contamination=contamination, random_state=1).fit(data)
    scores = -forest.score_samples(data)
    anomalies.append({"contamination": contamination, "scores": scores.tolist(), "threshold": float(-forest.offset_), "labels": forest.predict(data).tolist()})

with open("untargeted.json", "w") as out:
    json.dump({"silhouettes": silhouettes, "anomalies": anomalies}, out)
