"""The peer fastapi-lean: orjson, nothing is checked.

uvicorn --workers 2 --no-access-log fastapi-lean:app with MODEL in the environment.
"""

import os

import numpy
import onnxruntime
import orjson
from fastapi import FastAPI, Request, Response

options = onnxruntime.SessionOptions()
options.intra_op_num_threads = 1
options.log_severity_level = 3
session = onnxruntime.InferenceSession(os.environ["MODEL"], options, providers=["CPUExecutionProvider"])
app = FastAPI()


@app.post("/v2/models/trees/infer")
async def infer(request: Request) -> Response:
    tensor = orjson.loads(await request.body())["inputs"][0]
    data = numpy.array(tensor["data"], dtype=numpy.float32).reshape(tensor["shape"])
    label, probabilities = session.run(None, {tensor["name"]: data})
    outputs = [
        {"name": "label", "datatype": "INT64", "shape": label.shape, "data": label.ravel()},
        {"name": "probabilities", "datatype": "FP32", "shape": probabilities.shape, "data": probabilities.ravel()},
    ]
    body = orjson.dumps({"model_name": "trees", "model_version": "1", "outputs": outputs}, option=orjson.OPT_SERIALIZE_NUMPY)
    return Response(body, media_type="application/json")
