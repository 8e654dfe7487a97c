import { existsSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { writeNpy } from "../../index.js";
import { must } from "../../support/errors.js";
import { type Bench, type Measured, ROOT, type Row } from "./bench.js";
import { alternate, type Contestant, type Entry, start } from "./contestant.js";
import { eventsPerSecond, rateOf, rawOf } from "./duel.js";
import { float64Values } from "./own.js";
import { expectSameValues } from "./same-values.js";

/** A program with vectors that da4ml wrote; not part of the project. */
const PROGRAM = path.join(ROOT, "../shared/reference/cmvm/dais/jet16-64-32-32-5");
const MEASURE = "16-64-32-32-5 as a DAIS program of 2962 operations";
const GOAL = { least: 20 };
const EVENTS = { ours: 100_000, peer: 20_000 };

/** Our engine against da4ml's interpreter, both against the vectors. */
export const DAIS_ROW: Row = {
  id: "dais",
  run: async (bench) => {
    const why = [
      ...(existsSync(`${PROGRAM}.json`) ? [] : ["the program is not there"]),
      ...(bench.programs.da4mlPython === undefined ? ["da4ml: BXC_DA4ML_PYTHON is not set"] : []),
    ].join("; ");
    if (why === "") return run(bench, must(bench.programs.da4mlPython, "da4ml"));
    const missing = {
      measure: MEASURE,
      ours: "bxc",
      peer: "da4ml",
      value: undefined,
      unit: "x",
      goal: GOAL,
      why,
    } as const;
    return { results: [missing], raw: [] };
  },
};

async function run(bench: Bench, python: string): Promise<Measured> {
  bench.say("dais");
  const x = path.join(bench.work, "dais.npy");
  writeRepeated(x, bench.quick ? EVENTS.ours / 10 : EVENTS.ours);
  const contestants: Contestant[] = [];
  try {
    for (const entry of entries(bench, python, x)) contestants.push(await start(entry));
    expectSameValues([{ name: "the vectors", outputs: `${PROGRAM}_y.npy` }, ...contestants.map(written)]);
    const timings = await alternate(contestants, bench.runs);
    const [a = 0, b = 0] = [...timings].map(([contestant, passes]) => rateOf(contestant, passes));
    const text = (name: string, rate: number): string => `${name}: ${eventsPerSecond(rate)}`;
    const sides = { ours: text("bxc", a), peer: text("da4ml", b) };
    return { results: [{ measure: MEASURE, ...sides, value: a / b, unit: "x", goal: GOAL }], raw: rawOf(timings) };
  } finally {
    for (const contestant of contestants) contestant.leave();
  }
}

function entries({ work, quick }: Bench, python: string, x: string): readonly Entry[] {
  const share = quick ? 10 : 1;
  const entry = (name: string, command: string, script: readonly string[], all: number): Entry => {
    const [events, outputs] = [all / share, path.join(work, `dais-${name}.npy`)];
    return { name, command, args: [...script, `${PROGRAM}.json`, x, outputs, String(events)], events, outputs };
  };
  return [
    entry("bxc", process.execPath, [path.join(ROOT, "dist/tools/bench-sim.js"), "own-dais"], EVENTS.ours),
    entry("da4ml", python, [path.join(ROOT, "benchmarks/peer-da4ml.py")], EVENTS.peer),
  ];
}

/** The events of the vectors, again and again. */
function writeRepeated(file: string, events: number): void {
  const [values, inputs] = [float64Values(`${PROGRAM}_x.npy`), inputsOf()];
  const data = Float64Array.from({ length: events * inputs }, (_, i) => must(values[i % values.length], "value"));
  writeFileSync(file, writeNpy({ dtype: "float64", shape: [events, inputs], data }));
}

function inputsOf(): number {
  const [[inputs]] = JSON.parse(readFileSync(`${PROGRAM}.json`, "utf8")) as [[number, number]];
  return inputs;
}

function written({ name, outputs }: Contestant): { readonly name: string; readonly outputs: string } {
  return { name, outputs: must(outputs, "outputs") };
}
