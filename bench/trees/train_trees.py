"""One training by a peer: python train_trees.py FOLDER lightgbm|scikit-learn THREADS."""
import json, resource, sys, time
import numpy as np

folder, peer, threads = sys.argv[1], sys.argv[2], int(sys.argv[3])


def read(name):
    classes = np.fromfile(f"{folder}/{name}.classes", np.uint8)
    return np.fromfile(f"{folder}/{name}.features", np.float32).reshape(len(classes), -1), classes


features, classes = read("train")
if peer == "lightgbm":
    import lightgbm

    version = lightgbm.__version__
    settings = dict(objective="binary", num_leaves=31, learning_rate=0.1, max_bin=255, num_threads=threads, verbose=-1)
    started = time.perf_counter()
    model = lightgbm.train(settings, lightgbm.Dataset(features, classes), 100)
    seconds = time.perf_counter() - started
    predict = model.predict
else:
    import sklearn
    from sklearn.ensemble import RandomForestClassifier

    version = sklearn.__version__
    model = RandomForestClassifier(200, n_jobs=threads, random_state=7)
    started = time.perf_counter()
    model.fit(features, classes)
    seconds = time.perf_counter() - started
    predict = lambda rows: model.predict_proba(rows)[:, 1]
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024

rows, truth = read("test")
scores = predict(rows)
ranks = np.empty(len(scores))
order = np.argsort(scores, kind="stable")
_, first, counts = np.unique(scores[order], return_index=True, return_counts=True)
ranks[order] = np.repeat(first + (counts + 1) / 2, counts)  # equal scores share the mean of their ranks
positives = int(truth.sum())
auc = (ranks[truth == 1].sum() - positives * (positives + 1) / 2) / (positives * (len(truth) - positives))
print(json.dumps(dict(trainMs=seconds * 1000, peakRssMb=peak, auc=auc, version=version)))
