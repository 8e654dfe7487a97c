// `npm run bench:train [-- --quick]`: the speed of training against jax-js, in one run. The same program, called with the
// name of a contestant, is that contestant.
import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { parseArgs } from "node:util";
import { machine } from "./bench/measure.js";
import { ROOT } from "./bench-sim/bench.js";
import { type Figures, resultsTable, withResults } from "./bench-sim/table.js";
import { duel } from "./bench-train/duel.js";

const RUNS = { whole: 15, quick: 3 };

const [role = ""] = process.argv.slice(2);
switch (role) {
  case "own":
    (await import("./bench-train/own.js")).own();
    break;
  case "jax":
    await (await import("./bench-train/jax.js")).jax();
    break;
  default:
    await bench();
}

async function bench(): Promise<void> {
  const { values } = parseArgs({ options: { quick: { type: "boolean", default: false } } });
  const runs = values.quick ? RUNS.quick : RUNS.whole;
  const measured = await duel(runs);
  console.log(resultsTable(measured.results));
  const { cpu, cores, node } = machine();
  const figures: Figures = {
    date: new Date().toISOString().slice(0, 10),
    command: "npm run bench:train",
    machine: { CPU: cpu, cores, Node: node },
    runs,
    rows: [{ id: "mlp", ...measured }],
  };
  if (values.quick) console.log("\nNot the whole: nothing is recorded.");
  else record(figures);
}

function record(figures: Figures): void {
  const readme = path.join(ROOT, "benchmarks/README.md");
  writeFileSync(path.join(ROOT, "benchmarks/train.json"), `${JSON.stringify(figures, null, 2)}\n`);
  writeFileSync(readme, withResults(readFileSync(readme, "utf8"), "training", figures));
}
