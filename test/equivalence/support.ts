import { existsSync, readFileSync } from "node:fs";
import { amdApTypes, createCppCompiler } from "../../src/cli/csim.js";
import type { Graph } from "../../src/ir/graph.js";
import { type Case, judgeCases } from "../../src/verify/batch.js";
import { randomInputs } from "../../src/verify/random-graph.js";

const folder = new URL("../../templates/", import.meta.url);

/** The package's own templates. */
export function templates(path: string): string | undefined {
  const file = new URL(path, folder);
  return existsSync(file) ? readFileSync(file, "utf8") : undefined;
}

/** Graphs of one compilation: enough to share the cost of the headers, few enough for a readable failure. */
const BATCH = 20;

/** Compiles the cases, twenty to a program, and lists what differs from the interpreter. */
export async function mismatches(cases: readonly Case[]): Promise<string[]> {
  const compiler = createCppCompiler({ apTypes: amdApTypes() });
  const found: string[] = [];
  for (let start = 0; start < cases.length; start += BATCH) {
    const batch = cases.slice(start, start + BATCH);
    const result = await judgeCases(batch, templates, compiler);
    if (!result.ok) throw new Error([result.failure.command, result.failure.cause, ...result.failure.said].join("\n"));
    result.value.forEach((wrong, i) => {
      if (wrong !== undefined) found.push(`${batch[i]?.graph.name}: ${wrong}`);
    });
  }
  return found;
}

export function withRandomInputs(random: () => number, graph: Graph, events: number): Case {
  return { graph, inputs: randomInputs(random, graph, events) };
}
