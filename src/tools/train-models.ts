// `npm run models [-- NAME...]`: trains the networks of models/trained anew, as many at once as there are cores, and writes
// models/README.md with their figures.
import { readFileSync, writeFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import path from "node:path";
import { execa } from "execa";
import { ROOT } from "./bench-sim/bench.js";
import { CONFIGURATIONS, MODEL_FILES, modelsReadme } from "./models/files.js";
import { TRAINED, trainedSection } from "./models/trained.js";

const named = process.argv.slice(2);
const waiting = TRAINED.filter(({ name }) => named.length === 0 || named.includes(name));
const start = performance.now();
await Promise.all(Array.from({ length: availableParallelism() }, trainAll));
const read = (name: string): Uint8Array => readFileSync(path.join(ROOT, "models", name));
const names = [...MODEL_FILES.map(({ name }) => name), ...Object.keys(CONFIGURATIONS)];
const readme = modelsReadme(new Map(names.map((name) => [name, read(name)])), trainedSection(read));
writeFileSync(path.join(ROOT, "models/README.md"), readme);
process.stderr.write(`all: ${minutes()}\n`);

/** Takes one network after another until none is left. */
async function trainAll(): Promise<void> {
  for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
    const { name, settings = [] } = next;
    const flags = settings.flatMap((setting) => ["--set", setting]);
    const args = ["bin/bxc.js", "train", name, "--output", `models/trained/${name}`, ...flags];
    const child = execa(process.execPath, args, { cwd: ROOT, stdout: "ignore", stderr: "pipe" });
    for await (const line of child.iterable({ from: "stderr" })) process.stderr.write(`${name}: ${line}\n`);
    await child;
    process.stderr.write(`${name}: done after ${minutes()}\n`);
  }
}

function minutes(): string {
  return `${((performance.now() - start) / 60_000).toFixed(1)} minutes`;
}
