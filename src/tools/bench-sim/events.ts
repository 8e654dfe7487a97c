import { closeSync, openSync, writeSync } from "node:fs";
import { npyHeader } from "../../data/npy-header.js";
import { createRandom } from "../../support/random.js";

/** Events that differ; longer samples repeat them. */
const DISTINCT = 4096;
const SEED = 2026;

/** Writes normal values of standard deviation 2, float32 [events, ...shape], as an .npy file. */
export function writeEvents(file: string, network: string, events: number, shape: readonly number[]): void {
  const size = shape.reduce((product, dim) => product * dim, 1);
  const random = createRandom(SEED, `bench-sim/${network}`);
  const values = Float32Array.from({ length: Math.min(DISTINCT, events) * size }, () => 2 * random.normal());
  const handle = openSync(file, "w");
  try {
    writeSync(handle, npyHeader("float32", [events, ...shape]));
    for (let done = 0; done < events; done += DISTINCT)
      writeSync(handle, values.subarray(0, Math.min(DISTINCT, events - done) * size));
  } finally {
    closeSync(handle);
  }
}
