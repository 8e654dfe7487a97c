"""Writes hls4ml's project for a model: python peer-hls4ml.py MODEL.onnx CONFIG.yml FOLDER; prints its version."""

import json
import sys

import hls4ml
import yaml
from qonnx.core.modelwrapper import ModelWrapper
from qonnx.util.cleanup import cleanup_model

model_file, config_file, folder = sys.argv[1:]
with open(config_file) as text:
    config = yaml.safe_load(text)
model = hls4ml.converters.convert_from_onnx_model(
    cleanup_model(ModelWrapper(model_file)),
    output_dir=folder,
    project_name=config["ProjectName"],
    part=config["Part"],
    backend=config["Backend"],
    io_type=config["IOType"],
    clock_period=config["ClockPeriod"],
    hls_config=config["HLSConfig"],
)
model.write()
print(json.dumps({"version": hls4ml.__version__}))
