import { mkdirSync, writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { amdApTypes, createCppCompiler } from "../cli/csim.js";
import { packageTemplate } from "../cli/templates.js";
import { seededRandom } from "../ir/choice.js";
import { createWasmSimulator } from "../sim/wasm/simulator.js";
import { type Case, judgeCases } from "../verify/batch.js";
import { judgeEngine } from "../verify/engines.js";
import { printCase } from "../verify/fixture.js";
import { minimize } from "../verify/minimize.js";
import { randomGraph, randomInputs } from "../verify/random-graph.js";

/**
 * `npm run fuzz -- --graphs 300 --seed S`: random graphs of all ops, interpreter against compiled C++ and the compiled
 * simulator on all bits. The first failure is minimised and written to test/regressions/, where the tests pick it up. Exits with 3 on a failure.
 */
const BATCH = 20;
const EVENTS = 40;
const MOST_NODES = 8;

const { values } = parseArgs({ options: { graphs: { type: "string" }, seed: { type: "string" } } });
const graphs = count("graphs", values.graphs ?? "300");
const seed = count("seed", values.seed ?? String(Date.now() % 1_000_000));
const compiler = createCppCompiler({ apTypes: amdApTypes() });
process.stdout.write(`${graphs} graphs, seed ${seed} (repeat with --graphs ${graphs} --seed ${seed})\n`);
process.exitCode = await fuzz();

function count(name: string, written: string): number {
  if (/^\d{1,9}$/.test(written)) return Number(written);
  process.stderr.write(`--${name} is a whole number, not '${written}'\n`);
  process.exit(2);
}

async function fuzz(): Promise<number> {
  const random = seededRandom(seed);
  for (let done = 0; done < graphs; ) {
    const cases = Array.from({ length: Math.min(BATCH, graphs - done) }, (): Case => {
      const graph = randomGraph(random, MOST_NODES);
      return { graph, inputs: randomInputs(random, graph, EVENTS) };
    });
    const verdicts = await verdictsOf(cases);
    const failing = verdicts.findIndex((verdict) => verdict !== undefined);
    if (failing >= 0) return await reportFailure(cases[failing] as Case, done + failing, verdicts[failing] ?? "");
    done += cases.length;
    process.stdout.write(`${done} of ${graphs}: equal on all bits\n`);
  }
  return 0;
}

/** What is wrong with each case. */
async function verdictsOf(cases: readonly Case[]): Promise<(string | undefined)[]> {
  const compiled = cases.map((one) => judgeEngine(one, createWasmSimulator));
  return compiled.some((verdict) => verdict !== undefined) ? compiled : await cppVerdicts(cases);
}

/** The same of the C++; where the batch does not build, the first case that does not. */
async function cppVerdicts(cases: readonly Case[]): Promise<(string | undefined)[]> {
  const judged = await judgeCases(cases, packageTemplate, compiler);
  if (judged.ok) return judged.value;
  if (cases.length === 1) return [[judged.failure.cause, ...judged.failure.said].join("\n")];
  const one: (string | undefined)[] = [];
  for (const single of cases) {
    one.push(...(await cppVerdicts([single])));
    if (one.at(-1) !== undefined) break;
  }
  return one;
}

async function reportFailure(failing: Case, index: number, verdict: string): Promise<number> {
  process.stdout.write(`graph ${index}: ${verdict}\nminimising ...\n`);
  const smallest = await minimize(failing, async (candidate) => (await verdictsOf([candidate]))[0] !== undefined);
  const path = `test/regressions/fuzz-${seed}-${index}.ir`;
  mkdirSync("test/regressions", { recursive: true });
  writeFileSync(path, printCase(smallest));
  process.stdout.write(
    `${smallest.graph.nodes.length} of ${failing.graph.nodes.length} nodes fail; written to ${path}\n`,
  );
  return 3;
}
