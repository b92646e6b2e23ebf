"""The peer of the bench `batch`: pandas and ONNX Runtime as one writes it, Parquet to Parquet. Prints seconds and peak memory.

python pandas-onnxruntime.py MODEL.onnx INPUT.parquet OUTPUT.parquet
"""

import json
import resource
import sys
import time

import numpy
import onnxruntime
import pandas

model, source, target = sys.argv[1:]
options = onnxruntime.SessionOptions()
options.log_severity_level = 3
session = onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])
began = time.perf_counter()
frame = pandas.read_parquet(source)
label, probabilities = session.run(None, {"input": frame.to_numpy(dtype=numpy.float32)})
frame["prediction"] = label
for index in range(probabilities.shape[1]):
    frame[f"probability_{index}"] = probabilities[:, index].astype(numpy.float64)
frame.to_parquet(target, index=False)
took = time.perf_counter() - began
versions = f"pandas {pandas.__version__} + onnxruntime {onnxruntime.__version__}"
print(json.dumps({"peer": versions, "seconds": took, "peak_rss_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024}))
