"""da4ml's interpreter as a contestant of `npm run bench:sim`.

python peer-da4ml.py PROGRAM.json X.npy Y.npy EVENTS

Runs the program on the first EVENTS of X and writes the result to Y; prints one line of JSON when ready and after that
one for every line "go" on stdin: the seconds of one more run.
"""

import importlib.metadata
import json
import sys
import time

import numpy as np
from da4ml._binary import dais_interp_run
from da4ml.types import CombLogic

program, x_file, y_file, events = sys.argv[1:]
binary = CombLogic.load(program).to_binary()
x = np.load(x_file)[: int(events)]


def measured():
    wall, cpu = time.perf_counter(), time.process_time()
    result = dais_interp_run(binary, x, 1)
    return result, {"cpu": time.process_time() - cpu, "wall": time.perf_counter() - wall}


y, first = measured()
np.save(y_file, y)
print(json.dumps({"version": "da4ml " + importlib.metadata.version("da4ml"), "first": first}), flush=True)
for _ in sys.stdin:
    print(json.dumps(measured()[1]), flush=True)
