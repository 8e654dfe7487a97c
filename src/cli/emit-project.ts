import { createHash } from "node:crypto";
import path from "node:path";
import type { ProjectFiles } from "../backends/hls/emit.js";
import { checkLimits } from "../backends/hls/limits.js";
import type { TestVectors } from "../backends/hls/testbench.js";
import { emitProject } from "../driver/emit.js";
import { refuseStream } from "../frontend/config/settings.js";
import { interpretBlocks } from "../sim/interpret-blocks.js";
import { cornerVectors } from "../verify/vectors.js";
import type { CompiledModel } from "./compile-model.js";
import { readInputs } from "./inputs.js";
import type { Session } from "./session.js";
import { packageTemplate } from "./templates.js";
import { toolVersion } from "./version.js";

/** Random events of a test bench beside the corners. */
const RANDOM_EVENTS = 20;
/** Events of the user's that a test bench takes. */
const MOST_EVENTS = 200;

/** The files of the model's project; undefined where it can't be emitted (reported). `folder` is where they go. */
export async function projectFiles(
  session: Session,
  compiled: CompiledModel,
  folder: string,
  input: readonly string[] | undefined,
): Promise<ProjectFiles | undefined> {
  if (!canEmit(session, compiled)) return undefined;
  const vectors = await testVectors(session, compiled, input);
  if (vectors === undefined) return undefined;
  const { passes } = compiled;
  const extras = {
    toolVersion: toolVersion(),
    sources: digests(compiled, folder),
    vectors,
    ...(passes === undefined ? {} : { passes }),
  };
  return emitProject(compiled, extras, packageTemplate);
}

/** As `projectFiles`, for a compiler only: without a test bench's events, and with a place that is nowhere. */
export function firmwareFiles(session: Session, compiled: CompiledModel): ProjectFiles | undefined {
  if (!canEmit(session, compiled)) return undefined;
  return emitProject(compiled, { toolVersion: toolVersion(), sources: [] }, packageTemplate);
}

/** Whether a project can be written for the model; what stands against it is reported. */
export function canEmit({ reporter }: Session, { settings, graph }: CompiledModel): boolean {
  refuseStream(settings, reporter);
  return checkLimits(graph, reporter) && !reporter.hasErrors();
}

/** The user's first events, or corners of the input types, with the simulation's outputs. */
async function testVectors(
  { reporter }: Session,
  { graph, inputs }: CompiledModel,
  specs: readonly string[] | undefined,
): Promise<TestVectors | undefined> {
  if (specs === undefined) {
    const corners = cornerVectors(graph, { samples: RANDOM_EVENTS, seed: 1, ties: false });
    return { inputs: corners, outputs: interpretBlocks(graph, corners).outputs };
  }
  const first = await readInputs(specs, inputs, MOST_EVENTS, reporter);
  return first && { inputs: first, outputs: interpretBlocks(graph, first).outputs };
}

/** What the project is made from, by paths from its folder on, so that `bxc verify DIR` finds it again. */
function digests({ sources }: CompiledModel, folder: string) {
  return sources.map(({ role, file, bytes }) => ({
    role,
    file: path.relative(folder, file).split(path.sep).join("/"),
    sha256: createHash("sha256").update(bytes).digest("hex"),
  }));
}
