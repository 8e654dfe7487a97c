import { concatEvents } from "../ir/events.js";
import type { IntTensor } from "../ir/tensor.js";
import { plural, shown } from "../support/text.js";
import type { FloatDistance } from "../verify/float-reference.js";
import type { CompiledModel } from "./compile-model.js";
import { amdApTypes, createCppCompiler } from "./csim.js";
import { type NodeOverflows, overflowed, overflowsOf } from "./overflows.js";
import type { Outcome, Session } from "./session.js";
import { table } from "./table.js";
import { packageTemplate } from "./templates.js";

/** A project to hold against the simulation of its model. */
export interface VerifyRequest {
  readonly compiled: CompiledModel;
  readonly projectName: string;
  readonly files: ReadonlyMap<string, string | Uint8Array>;
  /** Files of the user's events. */
  readonly input: readonly string[] | undefined;
  /** Random events beside the corner vectors. */
  readonly samples: number;
}

/** Compares simulation and compiled C++ on corner vectors and the user's events; a difference is reported. */
export async function verify(session: Session, request: VerifyRequest): Promise<Outcome | undefined> {
  const { compiled, input, samples, files, projectName } = request;
  const { graph } = compiled;
  const [{ interpretBlocks }, { readInputs }, { cornerVectors }, { verifyProject }] = await Promise.all([
    import("../sim/interpret-blocks.js"),
    import("./inputs.js"),
    import("../verify/vectors.js"),
    import("../verify/verify.js"),
  ]);
  const corners = cornerVectors(graph, { samples, seed: 1 });
  const user =
    input === undefined
      ? undefined
      : await readInputs(input, compiled.inputs, Number.POSITIVE_INFINITY, session.reporter);
  if (session.reporter.hasErrors()) return undefined;
  const inputs = user === undefined ? corners : user.map((tensor, i) => concatEvents(tensor, corners[i] as IntTensor));
  const { env } = session.io;
  const compiler = createCppCompiler({ env, apTypes: amdApTypes(env) });
  session.say(`compiling the C++ of '${projectName}' and running ${plural(inputs[0]?.events ?? 0, "event")} ...`);
  const { namespace } = compiled.settings;
  const verification = { graph, files, projectName, namespace, inputs };
  const report = await verifyProject(verification, packageTemplate, compiler, session.reporter);
  if (report === undefined) return undefined;
  const judged = user ?? corners;
  const { outputs, stats } = interpretBlocks(graph, judged);
  const distances = await distanceToFloat(session, compiled, judged, outputs);
  const facts = {
    events: report.events,
    values: report.compared,
    equal: report.divergence === undefined,
    measuredOn: `${plural(judged[0]?.events ?? 0, user === undefined ? "corner and random event" : "event")}${user === undefined ? "" : " of the input"}`,
    distances,
    overflows: overflowed(overflowsOf(stats)),
  };
  return { data: facts, text: verdictText(facts) };
}

/** Against onnxruntime on the same quantized inputs; a note where it can't say. */
async function distanceToFloat(
  { reporter }: Session,
  { graph, sources }: CompiledModel,
  inputs: readonly IntTensor[],
  outputs: readonly IntTensor[],
): Promise<readonly FloatDistance[]> {
  const [{ runOnnx }, { floatDistances }] = await Promise.all([
    import("../verify/onnx-runtime.js"),
    import("../verify/float-reference.js"),
  ]);
  const events = inputs[0]?.events ?? 0;
  const reference = await runOnnx(sources[0]?.file ?? "", graph, inputs, events);
  if (reference.kind === "ran") return floatDistances(graph, outputs, reference.outputs, events);
  reporter.report("BX4004", { reason: reference.kind === "failed" ? reference.reason : undefined });
  return [];
}

interface VerifyFacts {
  readonly events: number;
  readonly values: number;
  readonly equal: boolean;
  /** What distances and overflows were measured on. */
  readonly measuredOn: string;
  readonly distances: readonly FloatDistance[];
  readonly overflows: readonly NodeOverflows[];
}

function verdictText({ events, values, equal, measuredOn, distances, overflows }: VerifyFacts): string {
  const verdict = equal ? "agree on every bit" : "DIFFER";
  const head = `simulation and compiled C++ ${verdict}: ${events} events, ${values} values, layer by layer\n`;
  const far = distances.map(({ output, maxAbsolute, meanAbsolute, event }) => [
    shown(output, 40),
    maxAbsolute.toPrecision(4),
    meanAbsolute.toPrecision(4),
    event,
  ]);
  const lost = overflows.map(({ nodes, opType, result, inner }) => [
    nodes.map((name) => shown(name, 40)).join(", "),
    opType,
    result,
    inner,
  ]);
  const parts = [
    head,
    ...(far.length === 0
      ? []
      : [
          `distance to the ONNX model in floating point, on ${measuredOn}:`,
          table(["output", "largest", "mean", "at event"], far),
        ]),
    `overflow and saturation, on ${measuredOn}: ${lost.length === 0 ? "none" : ""}`,
    ...(lost.length === 0 ? [] : [table(["ONNX node", "operator", "results", "inside"], lost)]),
  ];
  return `${parts.join("\n").trimEnd()}\n`;
}
