// Bunchcross as a library: run with `node examples/simulate.mjs` in a built checkout.
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { compile, createReporter, predict, readNpy, simulate } from "bunchcross";

const models = fileURLToPath(new URL("../models/", import.meta.url));
const reporter = createReporter();

// A model and its configuration become a typed fixed-point graph.
const model = { file: "btagger.onnx", bytes: readFileSync(`${models}btagger.onnx`) };
const config = { file: "btagger.yml", text: readFileSync(`${models}btagger.yml`, "utf8") };
const compiled = compile({ model, config }, reporter);

// Arrays in memory: any dtype, [events, ...shape of one event].
const file = `${models}btagger_input.npy`;
const x = readNpy(readFileSync(file), file, reporter);
const [input] = compiled?.inputs ?? [];
if (compiled && x && input) {
  const options = { trace: ["dense1"], stats: true };
  const simulation = simulate(compiled, { [input.port.name]: x }, reporter, options);
  for (const [name, { shape, dtype, data }] of [...(simulation?.outputs ?? []), ...(simulation?.traces ?? [])])
    console.log(`${name}: ${dtype} [${shape.join(", ")}], begins with ${data.slice(0, 4).join(", ")}`);
  for (const { node, resultOverflows } of simulation?.stats ?? [])
    console.log(`${node.origin.nodes.join(", ")}: ${resultOverflows} results overflowed`);
}

// Files of any size, on all cores: `node examples/simulate.mjs scores.npy` writes the outputs.
const output = process.argv[2];
if (compiled && output) {
  const done = await predict(compiled, [file], [output], reporter);
  console.log(`${done?.events} events written to ${done?.written.map((array) => array.file).join(", ")}`);
}

// Mistakes are never thrown: they are all here, with code, message and place.
for (const { severity, code, message } of reporter.diagnostics) console.error(`${severity}[${code}]: ${message}`);
