"""Asks a server as the protocol's own Python client does (tritonclient 2.73.0). Prints one JSON object.

python ask-by-tritonclient.py HOST:PORT
"""

import json
import sys

import numpy
import tritonclient.http as triton
from tritonclient.utils import InferenceServerException, np_to_triton_dtype

client = triton.InferenceServerClient(sys.argv[1])
seen = {
    "live": client.is_server_live(),
    "ready": client.is_server_ready(),
    "model_ready": client.is_model_ready("all"),
    "version_ready": client.is_model_ready("all", "1"),
    "absent_ready": client.is_model_ready("absent"),
    "server": client.get_server_metadata(),
    "model": client.get_model_metadata("pets"),
    "index": client.get_model_repository_index(),
}


def infer(model, arrays, *, binary, outputs=None, **options):
    inputs = []
    for name, array in arrays.items():
        tensor = triton.InferInput(name, array.shape, np_to_triton_dtype(array.dtype))
        tensor.set_data_from_numpy(array, binary_data=binary)
        inputs.append(tensor)
    return client.infer(model, inputs, outputs=outputs, **options)


arrays = {
    "in_float16": numpy.array([[0.5], [-2]], numpy.float16),
    "in_float32": numpy.array([[0.1], [numpy.nan]], numpy.float32),
    "in_float64": numpy.array([[0.1], [-1e300]], numpy.float64),
    "in_int8": numpy.array([[-128], [127]], numpy.int8),
    "in_int16": numpy.array([[-32768], [32767]], numpy.int16),
    "in_int32": numpy.array([[-(2**31)], [2**31 - 1]], numpy.int32),
    "in_int64": numpy.array([[-(2**63)], [2**53 + 1]], numpy.int64),
    "in_uint8": numpy.array([[0], [255]], numpy.uint8),
    "in_uint16": numpy.array([[0], [65535]], numpy.uint16),
    "in_uint32": numpy.array([[0], [2**32 - 1]], numpy.uint32),
    "in_uint64": numpy.array([[0], [2**64 - 1]], numpy.uint64),
    "in_bool": numpy.array([[True], [False]], numpy.bool_),
    "in_string": numpy.array([["Zoë".encode()], [b""]], numpy.object_),
}


def as_bytes(array):
    """Texts come as str from JSON, and as bytes from the binary form."""
    if array.dtype != numpy.object_:
        return array
    return numpy.array([[each.encode() if isinstance(each, str) else each for each in row] for row in array], numpy.object_)


def same(result, names):
    return [
        name
        for name in names
        if not numpy.array_equal(
            as_bytes(result.as_numpy(name.replace("in_", "out_"))), arrays[name], equal_nan=arrays[name].dtype.kind == "f"
        )
    ]


seen["binary_differs"] = same(infer("all", arrays, binary=True, request_id="r-1"), arrays)
# JSON has no NaN: that one goes by the binary test above.
arrays["in_float32"] = numpy.array([[0.1], [3.5]], numpy.float32)
asked = [triton.InferRequestedOutput(name.replace("in_", "out_"), binary_data=False) for name in arrays]
seen["json_differs"] = same(infer("all", arrays, binary=False, outputs=asked), arrays)
seen["mixed_differs"] = same(
    infer("all", arrays, binary=True, outputs=[triton.InferRequestedOutput("out_int64", binary_data=False)]), ["in_int64"]
)

result = infer(
    "all", arrays, binary=True, request_id="r-2", model_version="1", parameters={"tenant": "a", "trace": True}, timeout=5_000_000,
    request_compression_algorithm="gzip", response_compression_algorithm="gzip",
)
seen["gzip_differs"] = same(result, arrays)
seen["id"] = result.get_response()["id"]
seen["deflate_differs"] = same(
    infer("all", arrays, binary=True, request_compression_algorithm="deflate", response_compression_algorithm="deflate"), arrays
)
seen["async_differs"] = same(
    client.async_infer(
        "all",
        [
            (lambda t: (t.set_data_from_numpy(array), t)[1])(triton.InferInput(name, array.shape, np_to_triton_dtype(array.dtype)))
            for name, array in arrays.items()
        ],
    ).get_result(),
    arrays,
)

pets = {
    "weight": numpy.array([4, 30], numpy.float64),
    "sex": numpy.array(["f", "m"], numpy.object_),
    "vaccinated": numpy.array([True, False], numpy.bool_),
}
seen["labels"] = [text.decode() for text in infer("pets@champion", pets, binary=True).as_numpy("label")]

seen["errors"] = []
for model, some in [("absent", pets), ("pets", {"weight": pets["weight"]}), ("pets", {**pets, "sex": pets["weight"]})]:
    try:
        infer(model, some, binary=True)
    except InferenceServerException as error:
        seen["errors"].append([error.status(), error.message()])

print(json.dumps(seen))
