import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import type { EngineName } from "../../driver/engine-names.js";
import { output } from "../bench/measure.js";
import { type Bench, ROOT } from "./bench.js";
import type { Entry } from "./contestant.js";
import { compiledModel } from "./own.js";
import { plainCpp } from "./plain-cpp.js";

/** A network of the benchmarks with one configuration, and its events on the disk. */
export interface Task {
  readonly id: string;
  readonly model: string;
  readonly config: string;
  readonly x: string;
}

/** What takes part; a key of `entryOf`. */
export type Name = "wasm" | "wasm24" | "native" | "hls4ml" | "g++" | "g++ int64" | "g++ 512" | "onnxruntime";

/** An entry, or why there is none. */
export type MaybeEntry = Entry | { readonly name: string; readonly absent: string };

const MANY = 100_000;
const FEW = 2_000;

export function entryOf(name: Name, task: Task, bench: Bench): MaybeEntry {
  switch (name) {
    case "wasm":
      return ours("bxc", process.execPath, "wasm", task, bench);
    case "wasm24": {
      const title = "bxc on Node 24";
      const node = bench.programs.node24;
      return node === undefined ? absent(title, "BXC_NODE24") : ours(title, node, "wasm", task, bench);
    }
    case "native":
      return ours("bxc --engine native", process.execPath, "native", task, bench);
    case "hls4ml":
      return hls4ml(task, bench);
    case "g++":
      return gxx("g++ int32", task, bench, "std::int32_t", []);
    case "g++ int64":
      return gxx("g++ int64", task, bench, "std::int64_t", []);
    case "g++ 512":
      return gxx("g++ int32, 512-bit vectors", task, bench, "std::int32_t", ["-mprefer-vector-width=512"]);
    case "onnxruntime":
      return node("onnxruntime float32", process.execPath, "float-peer", [task.model], task, bench);
  }
}

function absent(name: string, variable: string): MaybeEntry {
  return { name, absent: `${variable} is not set` };
}

function ours(name: string, program: string, engine: EngineName | "native", task: Task, bench: Bench): Entry {
  return node(name, program, "own", [task.model, task.config, engine], task, bench);
}

/** A contestant of this program itself, in a Node of its own. */
function node(name: string, program: string, role: string, args: readonly string[], task: Task, bench: Bench): Entry {
  const events = bench.quick ? MANY / 10 : MANY;
  const outputs = outputsOf(name, task, bench);
  const main = path.join(ROOT, "dist/tools/bench-sim.js");
  return {
    name,
    command: program,
    args: [main, role, ...args, task.x, outputs, String(events)],
    events,
    ...shown(role, outputs),
  };
}

/** Floating point gives other values, so nobody compares them. */
function shown(role: string, outputs: string): { readonly outputs?: string } {
  return role === "float-peer" ? {} : { outputs };
}

function hls4ml(task: Task, bench: Bench): MaybeEntry {
  const name = "hls4ml";
  const python = bench.programs.hls4mlPython;
  if (python === undefined) return absent(name, "BXC_HLS4ML_PYTHON");
  const events = bench.quick ? FEW / 4 : FEW;
  const outputs = outputsOf(name, task, bench);
  const folder = path.join(bench.work, `${task.id}-hls4ml`);
  const script = path.join(ROOT, "benchmarks/peer-hls4ml-sim.py");
  const args = [script, task.model, task.config, folder, task.x, outputs, String(events)];
  return { name, command: python, args, events, outputs };
}

/** The network as plain loops, built now: g++ -O3 -march=native. */
function gxx(name: string, task: Task, bench: Bench, sums: Parameters<typeof plainCpp>[1], flags: string[]): Entry {
  const folder = path.join(bench.work, `${task.id}-${name.replaceAll(/\W+/g, "-")}`);
  mkdirSync(folder);
  writeFileSync(path.join(folder, "network.h"), plainCpp(compiledModel(task.model, task.config).graph, sums));
  const source = path.join(ROOT, "benchmarks/peer-gxx");
  const program = path.join(folder, "main");
  const search = [`-I${folder}`, `-I${source}`];
  const optimize = ["-O3", "-march=native", ...flags];
  output("g++", ["-std=c++17", ...optimize, ...search, path.join(source, "main.cpp"), "-o", program]);
  const events = bench.quick ? MANY / 10 : MANY;
  const outputs = outputsOf(name, task, bench);
  return { name, command: program, args: [task.x, outputs, String(events)], events, outputs };
}

function outputsOf(name: string, { id }: Task, { work }: Bench): string {
  return path.join(work, `${id}-${name.replaceAll(/\W+/g, "-")}.npy`);
}
