// `npm run bench:sim [-- --only ROW] [--quick]`: the simulator's speed against its peers, in one run.
// BXC_HLS4ML_PYTHON and BXC_DA4ML_PYTHON name the pythons of environments with hls4ml and da4ml, BXC_NODE24 a Node 24;
// what is not there is not measured. The same program, called with the name of a contestant, is that contestant.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { parseArgs } from "node:util";
import { machine, output } from "./bench/measure.js";
import { type Bench, ROOT, type Row } from "./bench-sim/bench.js";
import { FILE_ROW, STARTUP_ROW } from "./bench-sim/command-rows.js";
import { DAIS_ROW } from "./bench-sim/dais-row.js";
import { duelRow } from "./bench-sim/duel.js";
import { DUELS } from "./bench-sim/goals.js";
import { type Figures, resultsTable, withResults } from "./bench-sim/table.js";

const ROWS: readonly Row[] = [STARTUP_ROW, ...DUELS.map(duelRow), DAIS_ROW, FILE_ROW];
const RUNS = { whole: 5, quick: 3 };

const [role = "", ...rest] = process.argv.slice(2);
switch (role) {
  case "own":
    await (await import("./bench-sim/own.js")).own(rest);
    break;
  case "own-dais":
    await (await import("./bench-sim/own-dais.js")).ownDais(rest);
    break;
  case "float-peer":
    await (await import("./bench-sim/float-peer.js")).floatPeer(rest);
    break;
  default:
    await bench();
}

async function bench(): Promise<void> {
  const { values } = parseArgs({
    options: { only: { type: "string", multiple: true }, quick: { type: "boolean", default: false } },
  });
  const wanted = ROWS.filter(({ id }) => values.only === undefined || values.only.some((part) => id.includes(part)));
  const work = mkdtempSync(path.join(tmpdir(), "bxc-bench-sim-"));
  try {
    const figures = await measure(wanted, values.quick, work);
    console.log(resultsTable(figures.rows.flatMap(({ results }) => results)));
    if (values.quick || wanted.length < ROWS.length) console.log("\nNot the whole: nothing is recorded.");
    else record(figures);
  } finally {
    rmSync(work, { recursive: true });
  }
}

async function measure(rows: readonly Row[], quick: boolean, work: string): Promise<Figures> {
  const { BXC_HLS4ML_PYTHON, BXC_DA4ML_PYTHON, BXC_NODE24 } = process.env;
  const runs = quick ? RUNS.quick : RUNS.whole;
  const programs = { hls4mlPython: BXC_HLS4ML_PYTHON, da4mlPython: BXC_DA4ML_PYTHON, node24: BXC_NODE24 };
  const setting: Bench = { work, runs, quick, programs, say: (text) => console.error(text) };
  const measured: Figures["rows"][number][] = [];
  for (const { id, run } of rows) measured.push({ id, ...(await run(setting)) });
  const { cpu, cores, node, gxx } = machine();
  const other = BXC_NODE24 === undefined ? {} : { "Node 24": output(BXC_NODE24, ["--version"]).trim() };
  return {
    date: new Date().toISOString().slice(0, 10),
    command: "npm run bench:sim",
    machine: { CPU: cpu, cores, Node: node, ...other, "g++": gxx },
    runs,
    rows: measured,
  };
}

function record(figures: Figures): void {
  const readme = path.join(ROOT, "benchmarks/README.md");
  writeFileSync(path.join(ROOT, "benchmarks/sim.json"), `${JSON.stringify(figures, null, 2)}\n`);
  writeFileSync(readme, withResults(readFileSync(readme, "utf8"), "simulator", figures));
}
