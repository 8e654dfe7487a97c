import { TRACE } from "../backends/hls/driver.js";
import { verificationFiles } from "../backends/hls/emit.js";
import type { TemplateSource } from "../backends/hls/templates.js";
import type { Reporter } from "../diagnostics/reporter.js";
import type { Graph } from "../ir/graph.js";
import { eventsOf, type IntTensor, sizeOf } from "../ir/tensor.js";
import { type Block, eventBlocks } from "../sim/event-blocks.js";
import { interpret } from "../sim/interpreter.js";
import { type Divergence, divergenceText, earliest, firstDivergence } from "./compare.js";
import type { CppCompiler, CppFailure, CppProgram } from "./cpp-program.js";
import { decodeOutputs, encodeInputs, outputBytes } from "./raw-stream.js";

/** A project and the events to verify it on. */
export interface Verification {
  readonly graph: Graph;
  /** Files of the emitted project, at least its firmware folder, by path. */
  readonly files: ReadonlyMap<string, string | Uint8Array>;
  readonly projectName: string;
  /** C++ namespace that the project was written in. */
  readonly namespace?: string | undefined;
  /** In the order of `graph.inputs`, all of one length. */
  readonly inputs: readonly IntTensor[];
}

export interface VerifyReport {
  readonly events: number;
  /** Values compared, layers and outputs together. */
  readonly compared: number;
  readonly divergence: Divergence | undefined;
}

/**
 * Compiles a project's C++ and compares every layer and output with the interpreter, as raw integers. A difference, or
 * C++ that does not build or run, is reported as one diagnostic; undefined where nothing could be compared.
 */
export async function verifyProject(
  request: Verification,
  templates: TemplateSource,
  compiler: CppCompiler,
  reporter: Reporter,
): Promise<VerifyReport | undefined> {
  const { graph, inputs } = request;
  const built = await compiler.build(verificationProgram(request, templates));
  if (!built.ok) return reportFailure(built.failure, reporter);
  const divergences: Divergence[] = [];
  for (const block of eventBlocks(graph, inputs)) {
    const ran = await built.value.run(encodeInputs(graph, block.inputs));
    if (!ran.ok || !isWhole(graph, ran.value, block, reporter)) {
      await built.value.dispose();
      return ran.ok ? undefined : reportFailure(ran.failure, reporter);
    }
    const expected = interpret(graph, block.inputs, { trace: true });
    const actual = decodeOutputs(graph, ran.value, block.events, true);
    const found = firstDivergence(graph, expected, actual);
    if (found !== undefined) divergences.push({ ...found, event: block.start + found.event });
  }
  await built.value.dispose();
  const events = eventsOf(inputs);
  const divergence = earliest(graph, divergences, events);
  if (divergence !== undefined) reportDivergence(divergence, reporter);
  return { events, compared: events * valuesPerEvent(graph), divergence };
}

function isWhole(graph: Graph, output: Uint8Array, { events }: Block, reporter: Reporter): boolean {
  const expected = outputBytes(graph, events, true);
  if (output.length === expected) return true;
  reporter.report("BX4003", { expected, found: output.length });
  return false;
}

function verificationProgram(verification: Verification, templates: TemplateSource): CppProgram {
  const { graph, files } = verification;
  const extra = verificationFiles(graph, verification, templates);
  const firmware = [...files.keys()].filter((path) => /^firmware\/[^/]+\.cpp$/.test(path));
  return {
    files: new Map([...files, ...extra]),
    sources: ["verify_driver.cpp", ...firmware],
    includes: ["firmware/ap_types"],
    defines: [TRACE],
    optimize: "-O1",
  };
}

function valuesPerEvent(graph: Graph): number {
  const ids = [...graph.nodes.map((node) => node.output), ...graph.outputs.map(({ value }) => value)];
  return ids.reduce((sum, id) => sum + sizeOf(graph.types.get(id)?.shape ?? []), 0);
}

function reportDivergence(found: Divergence, reporter: Reporter): void {
  const [onnxNode] = found.origin?.nodes ?? [];
  reporter.report(
    "BX4001",
    { text: divergenceText(found) },
    onnxNode === undefined ? { onnxValue: found.port ?? found.value } : { onnxNode },
  );
}

function reportFailure({ stage, command, exit, said, cause }: CppFailure, reporter: Reporter): undefined {
  if (stage === "find")
    reporter.report("BX5001", { tool: command, needed: "compile the emitted project", install: cause });
  else reporter.report("BX4002", { stage, command, exit, said, cause });
  return undefined;
}
