import { type ApFixed, apFixed } from "../fixed/types.js";
import type { Graph, ValueId } from "../ir/graph.js";
import { bounds, eventsOf, type IntTensor, sizeOf, type TensorType } from "../ir/tensor.js";
import type { BlockSimulator, SimulatorOptions } from "../sim/block.js";
import { interpret, type Run } from "../sim/interpreter.js";
import { must } from "../support/errors.js";
import type { Case } from "./batch.js";
import { divergenceText, firstDivergence } from "./compare.js";

/** Makes the engine that is judged. */
export type Engine = (graph: Graph, types: readonly ApFixed[], options: SimulatorOptions) => BlockSimulator;

/** What the judge asks engines for. */
export function judgedOptions(graph: Graph): readonly SimulatorOptions[] {
  const nodes = graph.nodes.map(({ output }) => output).filter((id) => fits64(must(graph.types.get(id), id)));
  return [{ trace: nodes }, {}, { stats: true }];
}

/** Types of a graph's inputs with the modes that the judge has them in. */
export function judgedTypes({ inputs, types }: Graph): readonly ApFixed[] {
  return inputs.map(({ value }) => apFixed(must(types.get(value), value).elem));
}

/**
 * What an engine does otherwise than the interpreter, undefined where nothing: values of every node where all are looked
 * at, so that each is computed on its own; the outputs where none is, so that nodes are fused; overflow counts.
 */
export function judgeEngine({ graph, inputs }: Case, engine: Engine): string | undefined {
  const expected = interpret(graph, inputs, { trace: true });
  for (const options of judgedOptions(graph)) {
    const { run, stats } = runEngine(graph, inputs, engine, options);
    // Outputs beyond 64 bits are not asked for in this form.
    const outputs = run.outputs.map((tensor, i) =>
      fits64(tensor.type) ? tensor : must(expected.outputs[i], "output"),
    );
    const found = firstDivergence(graph, expected, { ...run, outputs });
    if (found !== undefined) return divergenceText(found, "engine");
    if (options.stats !== true) continue;
    const odd = expected.stats.findIndex(
      ({ innerOverflows, resultOverflows }, i) =>
        innerOverflows !== stats[i]?.innerOverflows || resultOverflows !== stats[i]?.resultOverflows,
    );
    const counts = (of: (typeof stats)[number] | undefined) =>
      `${of?.innerOverflows} inside, ${of?.resultOverflows} of the result`;
    if (odd >= 0)
      return `overflows of ${graph.nodes[odd]?.output}: ${counts(stats[odd])} instead of ${counts(expected.stats[odd])}`;
  }
  return undefined;
}

function runEngine(graph: Graph, inputs: readonly IntTensor[], engine: Engine, options: SimulatorOptions) {
  const types = judgedTypes(graph);
  const events = eventsOf(inputs);
  const outputs = graph.outputs.map(({ value }) => value);
  const ids = [...outputs, ...(options.trace ?? [])];
  const targets = ids.map((id) => new BigInt64Array(events * sizeOf(must(graph.types.get(id), id).shape)));
  const mantissas = inputs.map(({ data }) => BigInt64Array.from(Array.from(data, BigInt)));
  const { stats } = engine(graph, types, options).run({ events, inputs: mantissas, raw: true, outputs: targets });
  const tensorOf = (id: ValueId, i: number): IntTensor => {
    const type = must(graph.types.get(id), id);
    return { type, events, data: Array.from(must(targets[i], "output")) };
  };
  const values = ids.map(tensorOf);
  const trace = new Map((options.trace ?? []).map((id, i) => [id, must(values[outputs.length + i], id)]));
  const run: Omit<Run, "stats"> = { outputs: values.slice(0, outputs.length), trace };
  return { run, stats };
}

function fits64({ range }: TensorType): boolean {
  const { lo, hi } = bounds(range);
  return BigInt.asIntN(64, lo) === lo && BigInt.asIntN(64, hi) === hi;
}
