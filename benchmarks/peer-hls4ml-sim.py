"""hls4ml's compiled emulation as a contestant of `npm run bench:sim`.

python peer-hls4ml-sim.py MODEL.onnx CONFIG.yml FOLDER X.npy Y.npy EVENTS

Builds the project in FOLDER, predicts the first EVENTS of X once and writes the result to Y; prints one line of JSON when ready and after
that one for every line "go" on stdin: the seconds of one more `predict`.
"""

import json
import os
import sys
import time

os.environ["OMP_NUM_THREADS"] = "1"

import hls4ml
import numpy as np
import onnx
import yaml
from qonnx.core.modelwrapper import ModelWrapper
from qonnx.transformation.channels_last import ConvertToChannelsLastAndClean
from qonnx.transformation.gemm_to_matmul import GemmToMatMul
from qonnx.util.cleanup import cleanup_model

# Where messages of hls4ml and of g++ go: stdout is for the lines of the bench.
answers = os.fdopen(os.dup(1), "w", buffering=1)
os.dup2(2, 1)

# qonnx writes models anew, in a version that its own onnxruntime may not read yet.
onnx.IR_VERSION = 10

CONV_DEFAULTS = {"strides": [1], "pads": [0, 0], "dilations": [1], "group": 1}


def accepted(path):
    """The model in the form that hls4ml reads, its layers under the names that they have in the file."""
    model = onnx.load(path)
    names = {"MatMul": [], "Conv": []}
    for node in model.graph.node:
        kind = "MatMul" if node.op_type == "Gemm" else node.op_type
        if kind in names:
            names[kind].append(node.name)
        if kind == "Conv":
            given = {attribute.name for attribute in node.attribute}
            missing = {key: value for key, value in CONV_DEFAULTS.items() if key not in given}
            node.attribute.extend(onnx.helper.make_attribute(key, value) for key, value in missing.items())
    wrapped = cleanup_model(ModelWrapper(model))
    if names["Conv"]:
        wrapped = wrapped.transform(ConvertToChannelsLastAndClean(make_input_channels_last=False))
    wrapped = cleanup_model(wrapped.transform(GemmToMatMul()))
    for node in wrapped.graph.node:
        if node.op_type in names:
            node.name = names[node.op_type].pop(0)
    return wrapped


def measured(predict):
    wall, cpu = time.perf_counter(), time.process_time()
    result = predict()
    return result, {"cpu": time.process_time() - cpu, "wall": time.perf_counter() - wall}


def build(model_file, config_file, folder):
    with open(config_file) as text:
        config = yaml.safe_load(text)
    model = hls4ml.converters.convert_from_onnx_model(
        accepted(model_file),
        output_dir=folder,
        project_name=config["ProjectName"],
        backend=config["Backend"],
        io_type=config["IOType"],
        hls_config=config["HLSConfig"],
    )
    before = sum(os.times()[:4])
    model.compile()
    return model, sum(os.times()[:4]) - before


model_file, config_file, folder, x_file, y_file, events = sys.argv[1:]
model, build_cpu = build(model_file, config_file, folder)
x = np.ascontiguousarray(np.load(x_file)[: int(events)], dtype=np.float32)
y, first = measured(lambda: model.predict(x))
np.save(y_file, y.reshape(len(x), -1).astype(np.float64))
print(json.dumps({"version": hls4ml.__version__, "setup": build_cpu, "first": first}), file=answers)
for _ in sys.stdin:
    print(json.dumps(measured(lambda: model.predict(x))[1]), file=answers)
