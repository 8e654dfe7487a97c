import { readFileSync } from "node:fs";
import { createProgramSimulator, createReporter, readDais } from "../../index.js";
import { must } from "../../support/errors.js";
import { float64Values } from "./own.js";
import { serve } from "./serve.js";

/** A DAIS program on our engine as a contestant: PROGRAM.json X.npy Y.npy EVENTS; float64 in, float64 out. */
export async function ownDais([program = "", x = "", y = "", count = ""]: string[]): Promise<void> {
  const dais = must(readDais(readFileSync(program), program, createReporter()), "DAIS program");
  const [inputs, outputs] = [dais.inputs.length, dais.outputs.length];
  const simulator = createProgramSimulator(dais);
  const events = Number(count);
  const values = float64Values(x).subarray(0, events * inputs);
  const results = new Float64Array(events * outputs);
  await serve({
    version: `Node ${process.version}`,
    pass: () => simulator.run({ events, inputs: [values], raw: false, outputs: [results] }),
    outputs: () => ({ shape: [events, outputs], dtype: "float64", data: results }),
    file: y,
  });
}
