import { emitBatch } from "../backends/hls/batch.js";
import { TRACE } from "../backends/hls/driver.js";
import type { TemplateSource } from "../backends/hls/templates.js";
import { printType } from "../fixed/text.js";
import type { Graph } from "../ir/graph.js";
import { elementAt, eventsOf, type IntTensor, sizeOf } from "../ir/tensor.js";
import { interpret } from "../sim/interpreter.js";
import { InternalError, must } from "../support/errors.js";
import { divergenceText, firstDivergence } from "./compare.js";
import type { CppCompiler, CppProgram, CppResult } from "./cpp-program.js";
import { decodeOutputs, encodeInputs, outputBytes } from "./raw-stream.js";

/** A graph and the events to compare it on. */
export interface Case {
  readonly graph: Graph;
  readonly inputs: readonly IntTensor[];
}

/** One program that runs all cases, with a trace. */
function batchProgram(cases: readonly Case[], templates: TemplateSource): CppProgram {
  const graphs = cases.map(({ graph }) => graph);
  return {
    files: emitBatch(graphs, templates),
    sources: ["batch.cpp"],
    includes: ["nnet_utils", "ap_types"],
    defines: [TRACE],
    optimize: "-O0",
  };
}

/** For each case what is wrong, in words, or undefined: C++ against the interpreter, and both against proven ranges. */
export async function judgeCases(
  cases: readonly Case[],
  templates: TemplateSource,
  compiler: CppCompiler,
): Promise<CppResult<(string | undefined)[]>> {
  const built = await compiler.build(batchProgram(cases, templates));
  if (!built.ok) return built;
  const ran = await built.value.run(Buffer.concat(cases.map(({ graph, inputs }) => encodeInputs(graph, inputs))));
  await built.value.dispose();
  return ran.ok ? { ok: true, value: judgeOutput(cases, ran.value) } : ran;
}

function judgeOutput(cases: readonly Case[], output: Uint8Array): (string | undefined)[] {
  let at = 0;
  const verdicts = cases.map(({ graph, inputs }) => {
    const events = eventsOf(inputs);
    const bytes = outputBytes(graph, events, true);
    const actual = decodeOutputs(graph, output.subarray(at, at + bytes), events, true);
    at += bytes;
    const expected = interpret(graph, inputs, { trace: true });
    const found = firstDivergence(graph, expected, actual);
    return found === undefined ? outsideRange(graph, expected.trace) : divergenceText(found);
  });
  if (at !== output.length) throw new InternalError(`the compiled batch wrote ${output.length} bytes, expected ${at}`);
  return verdicts;
}

/** The first value of a trace that is outside its proven range. */
function outsideRange(graph: Graph, trace: ReadonlyMap<string, IntTensor>): string | undefined {
  for (const node of graph.nodes) {
    const tensor = must(trace.get(node.output), node.output);
    const { elem, range, shape } = must(graph.types.get(node.output), node.output);
    for (let event = 0; event < tensor.events; event++) {
      for (let i = 0; i < sizeOf(shape); i++) {
        const value = elementAt(tensor, event, i);
        const [lo, hi] = [must(range.lo[i], "bound"), must(range.hi[i], "bound")];
        if (value < lo || value > hi)
          return `${node.kind} ${node.output}[${i}], event ${event}: ${value} is outside its proven range ${lo}..${hi} of ${printType(elem)}`;
      }
    }
  }
  return undefined;
}
