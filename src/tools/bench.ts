// `npm run bench`: time and size of compiling the 16-64-32-32-5 network, ours and hls4ml's in the same run.
// BXC_HLS4ML_PYTHON names the python of an environment with hls4ml; without it only our own side is measured.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { type Figures, figuresTable, withFigures } from "./bench/figures.js";
import { cpuSeconds, emitted, machine, median, output, wallSeconds } from "./bench/measure.js";
import { jetTagger } from "./models/mlp.js";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
const BXC = path.join(ROOT, "bin/bxc.js");
const RUNS = 5;
const NAME = "jettag";
/** Read by both: one type for every variable. */
const CONFIG = path.join(ROOT, "models/jettag-hls4ml.yml");

const python = process.env.BXC_HLS4ML_PYTHON;
const work = mkdtempSync(path.join(tmpdir(), "bxc-bench-"));
try {
  const figures = measureAll();
  console.log(figuresTable(figures));
  if (figures.peer === null)
    console.log("\nhls4ml was not measured (BXC_HLS4ML_PYTHON is not set); nothing is recorded.");
  else record(figures);
} finally {
  rmSync(work, { recursive: true });
}

function measureAll(): Figures {
  const compileSeconds = Array.from({ length: RUNS }, (_, run) => {
    const folder = path.join(work, `run${run}`);
    return wallSeconds(process.execPath, [
      BXC,
      "compile",
      path.join(ROOT, "models/jettag-16-64-32-32-5.onnx"),
      "-o",
      folder,
    ]);
  });
  // hls4ml reads dense layers as MatMul and Add only.
  const model = path.join(work, `${NAME}.onnx`);
  writeFileSync(model, jetTagger("MatMul + Add"));
  return {
    date: new Date().toISOString().slice(0, 10),
    command: "npm run bench",
    machine: machine(),
    compileSeconds,
    medianCompileSeconds: median(compileSeconds),
    ours: measureOurs(model),
    peer: python === undefined ? null : measurePeer(python, model),
  };
}

function measureOurs(model: string): Figures["ours"] {
  const folder = path.join(work, "ours");
  output(process.execPath, [BXC, "compile", model, "--config", CONFIG, "-o", folder]);
  const size = emitted(folder);
  const build = (...flags: string[]): number => cpuSeconds("make", ["-B", `${NAME}_csim`, ...flags], folder);
  return { ...size, gxxDefault: build(), gxxO3: build("CXXFLAGS=-O3") };
}

function measurePeer(python: string, model: string): NonNullable<Figures["peer"]> {
  const folder = path.join(work, "peer");
  const script = path.join(ROOT, "benchmarks/peer-hls4ml.py");
  const printed = output(python, [script, model, CONFIG, folder]).trim().split("\n").at(-1) ?? "{}";
  const { version } = JSON.parse(printed) as { version: string };
  const size = emitted(folder);
  return { version, ...size, gxxO3: cpuSeconds("bash", ["build_lib.sh"], folder) };
}

function record(figures: Figures): void {
  const readme = path.join(ROOT, "benchmarks/README.md");
  writeFileSync(path.join(ROOT, "benchmarks/results.json"), `${JSON.stringify(figures, null, 2)}\n`);
  writeFileSync(readme, withFigures(readFileSync(readme, "utf8"), figures));
}
