import { readFileSync, rmSync } from "node:fs";
import path from "node:path";
import { must } from "../../support/errors.js";
import { median, output, wallSeconds } from "../bench/measure.js";
import { type Bench, BXC, type Measured, ROOT, type Row } from "./bench.js";
import { writeEvents } from "./events.js";

/** What `bxc predict --json` says of where the time went, in seconds. */
interface Seconds {
  readonly read: number;
  readonly compute: number;
  readonly write: number;
  readonly total: number;
}

interface FileRun extends Seconds {
  readonly gibibytes: number;
}

const MODEL = path.join(ROOT, "models/jettag-16-64-32-32-5.onnx");
const INPUTS = [16];
const FEW = 1000;
const MANY = 10_000_000;

/** From the start of a process until its first results are on the disk. */
export const STARTUP_ROW: Row = {
  id: "startup",
  run: async (bench) => {
    const [x, y] = [path.join(bench.work, "few.npy"), path.join(bench.work, "few-y.npy")];
    writeEvents(x, "jettag", FEW, INPUTS);
    const args = [BXC, ...predict("jettag-hls4ml.yml", x, y)];
    const seconds = Array.from({ length: bench.runs }, () => wallSeconds(process.execPath, args));
    return {
      results: [
        {
          measure: `16-64-32-32-5, hls4ml's bits: process start to ${FEW} events on the disk`,
          ours: "bxc predict",
          peer: "",
          value: median(seconds),
          unit: "s",
          goal: {
            most: 0.5,
            limit: "Node alone takes 0.11 to 0.14 s on this machine, the first pass of cold code the rest",
          },
        },
      ],
      raw: seconds,
    };
  },
};

/** Ten million events from file to file, on one thread and on two. */
export const FILE_ROW: Row = {
  id: "file",
  run: async (bench) => {
    const events = bench.quick ? MANY / 50 : MANY;
    const x = path.join(bench.work, "many.npy");
    writeEvents(x, "jettag", events, INPUTS);
    const runs: { readonly one: FileRun; readonly two: FileRun }[] = [];
    for (let run = 0; run < bench.runs; run++) runs.push({ one: fileRun(bench, x, 1), two: fileRun(bench, x, 2) });
    rmSync(x);
    return fileResults(runs, events);
  },
};

function fileResults(runs: readonly { readonly one: FileRun; readonly two: FileRun }[], events: number): Measured {
  const middle = (pick: (run: (typeof runs)[number]) => number): number => median(runs.map(pick));
  const what = `${events.toExponential(0)} events of 16-64-32-32-5, 32-bit sums, from .npy to .npy`;
  const [one, two] = [middle((run) => run.one.total), middle((run) => run.two.total)];
  const rate = (seconds: number): string => `${(events / seconds / 1e6).toFixed(2)} M/s`;
  return {
    results: [
      {
        measure: `${what}: 2 threads against 1`,
        ours: `2 threads: ${rate(two)}`,
        peer: `1 thread: ${rate(one)}`,
        value: one / two,
        unit: "x",
        goal: {
          least: 1.8,
          limit: "one thread overlaps files and computing already, and two slow each other by 20 to 35 %",
        },
      },
      {
        measure: `${what}, 2 threads: most resident memory`,
        ours: "bxc predict",
        peer: "",
        value: Math.max(...runs.map((run) => run.two.gibibytes)),
        unit: "GiB",
        goal: { most: 1 },
      },
      {
        measure: `${what}, 1 thread: share of reading and writing`,
        ours: "bxc predict",
        peer: "",
        value: middle((run) => 1 - run.one.compute / run.one.total),
        unit: "",
        goal: { most: 0.5 },
      },
    ],
    raw: runs,
  };
}

/** One run of the program, which reports its own seconds; the preloaded module reports its memory. */
function fileRun({ work }: Bench, x: string, threads: number): FileRun {
  const [y, memory] = [path.join(work, "many-y.npy"), path.join(work, "memory.txt")];
  const preload = ["--import", path.join(ROOT, "benchmarks/report-memory.mjs")];
  const options = ["--threads", String(threads), "--json"];
  const command = [`BXC_MEMORY_FILE=${memory}`, process.execPath, ...preload, BXC];
  const printed = output("env", [...command, ...predict("jettag-exact32.yml", x, y), ...options]);
  const { seconds } = JSON.parse(printed) as { seconds?: Seconds };
  rmSync(y);
  return { ...must(seconds, "seconds of predict"), gibibytes: Number(readFileSync(memory, "utf8")) / 2 ** 20 };
}

function predict(config: string, x: string, y: string): string[] {
  return ["predict", MODEL, "--config", path.join(ROOT, "models", config), "--input", x, "--output", y];
}
