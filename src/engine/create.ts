import type { Reporter } from "../diagnostics/reporter.js";
import type { FileEngineName } from "../driver/engine-names.js";
import { createEngine, type SimulatedModel } from "../driver/engines.js";
import type { BlockSimulator, SimulatorOptions } from "../sim/block.js";
import { must } from "../support/errors.js";

/** What a simulator is made from, in any thread. */
export interface EngineSetup {
  readonly engine: FileEngineName;
  readonly model: SimulatedModel;
  readonly options: SimulatorOptions;
  /** Path of the compiled program of the native engine. */
  readonly library?: string;
}

/** Does what every thread would do alike: the native engine's program is compiled. Undefined where that fails (reported). */
export async function prepareEngine(setup: EngineSetup, reporter: Reporter): Promise<EngineSetup | undefined> {
  if (setup.engine !== "native") return setup;
  const { buildNative } = await import("./native/simulator.js");
  const library = await buildNative(setup.model.graph, typesOf(setup.model), setup.options, reporter);
  return library === undefined ? undefined : { ...setup, library };
}

export async function createPrepared({ engine, model, options, library }: EngineSetup): Promise<BlockSimulator> {
  if (engine !== "native") return createEngine(engine, model, options);
  const { loadNative } = await import("./native/simulator.js");
  return loadNative(model.graph, typesOf(model), options, must(library, "compiled program"));
}

function typesOf({ inputs }: SimulatedModel) {
  return inputs.map(({ type }) => type);
}
