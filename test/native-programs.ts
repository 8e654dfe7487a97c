import { readFileSync } from "node:fs";
import { buildLibrary } from "../src/engine/native/build.js";
import { FLAGS, findCompiler } from "../src/engine/native/compiler.js";
import { loadLibrary } from "../src/engine/native/library.js";
import type { ApFixed } from "../src/fixed/types.js";
import { createReporter, type Graph } from "../src/index.js";
import type { SimulatorOptions } from "../src/sim/block.js";
import { createBlockSimulator } from "../src/sim/block-driver.js";
import { emitNative } from "../src/sim/native/emit.js";
import { createNativeMachine, type Library } from "../src/sim/native/machine.js";
import { planGraph } from "../src/sim/plan/plan.js";
import { must } from "../src/support/errors.js";
import type { Engine } from "../src/verify/engines.js";

/** Whether there is a compiler; else tests of native programs are skipped, with this as their reason. */
export const NO_COMPILER = (await findCompiler(process.env)) === undefined;

/** Many programs in one library, since a compiler takes longer to start than to compile one of them. */
export interface ProgramBatch {
  /** Notes a program that will be asked for. */
  readonly add: (...of: Parameters<Engine>) => void;
  /** Compiles them all; the engine then simulates by them. */
  readonly build: (flags?: readonly string[]) => Promise<Engine>;
}

export function createProgramBatch(): ProgramBatch {
  const sources = new Map<string, number>();
  const program = (graph: Graph, types: readonly ApFixed[], options: SimulatorOptions) => {
    const planned = { graph, types, plan: planGraph(graph, options), trace: options.trace ?? [] };
    return { planned, native: emitNative(planned) };
  };
  const add: ProgramBatch["add"] = (graph, types, options) => {
    const { source } = program(graph, types, options).native;
    if (!sources.has(source)) sources.set(source, sources.size);
  };
  const build = async (flags = FLAGS): Promise<Engine> => {
    const reporter = createReporter();
    const entries = template("entries.h");
    const parts = [...sources].map(
      ([source, i]) => `namespace g${i} {\n${source}${entries.replaceAll("bxc_", `g${i}_`)}}\n`,
    );
    const text = [...["lanes.h", "matrix.h", "floats.h"].map(template), ...parts].join("");
    const file = must(await buildLibrary(text, process.env, reporter, flags), reporter.diagnostics[0]?.message ?? "");
    const libraries: readonly Library[] = await Promise.all(
      Array.from(sources, ([, i]) => loadLibrary(file, `g${i}_`)),
    );
    return (graph, types, options) => {
      const { planned, native } = program(graph, types, options);
      const library = must(libraries[must(sources.get(native.source), "compiled program")], "library");
      return createBlockSimulator(planned, createNativeMachine(native, library));
    };
  };
  return { add, build };
}

function template(name: string): string {
  return readFileSync(new URL(`../templates/native/${name}`, import.meta.url), "utf8");
}
