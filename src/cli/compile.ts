import { createHash } from "node:crypto";
import path from "node:path";
import type { ProjectOptions } from "../backends/hls/emit.js";
import type { TestVectors } from "../backends/hls/testbench.js";
import { type CompiledModel, compileModel } from "./compile-model.js";
import { collect, type ModelOptions, modelOptions } from "./model-options.js";
import type { Register } from "./program.js";
import type { Outcome, Session } from "./session.js";
import { packageTemplate } from "./templates.js";
import { toolVersion } from "./version.js";

interface CompileOptions extends ModelOptions {
  readonly output?: string;
  readonly name?: string;
  readonly force?: boolean;
  readonly input?: readonly string[];
}

const EXAMPLES = `
Examples:
  bxc compile model.onnx
  bxc compile model.onnx --config hls4ml_config.yml --part xcvu13p-flga2577-2-e --clock 2.8 -o jet_tagger
  bxc compile model.onnx --input X.npy --verify

The project goes to -o, else to the configuration's OutputDir, else to bxc-out/NAME. A Bunchcross project that is
there is replaced (results of synthesis beside it are kept); any other folder only with --force.`;

/** Events of the test bench beside the corners, and at most so many of the user's. */
const RANDOM_EVENTS = 20;
const MOST_EVENTS = 200;

export const compileCommand: Register = (program, run) =>
  modelOptions(program.command("compile"))
    .description("write a Vitis HLS project")
    .argument("<model>", "ONNX file")
    .option("-o, --output <dir>", "folder of the project")
    .option("--name <name>", "name of the project and its top function")
    .option("-i, --input <file>", "events for the test bench: X.npy, X.npz or NAME=X.npy (repeatable)", collect)
    .option("--verify", "then compare simulation and compiled C++, as bxc verify does")
    .option("--force", "replace a folder that is not a Bunchcross project")
    .addHelpText("after", EXAMPLES)
    .action(run(compileToProject));

async function compileToProject(session: Session, options: CompileOptions, file: string): Promise<Outcome | undefined> {
  const compiled = await compileModel(session, file, options, {
    ...(options.output === undefined ? {} : { output: options.output }),
    ...(options.name === undefined ? {} : { name: options.name }),
  });
  if (compiled === undefined) return undefined;
  const { settings, graph } = compiled;
  const { reporter } = session;
  if (settings.ioType === "io_stream") {
    reporter.report("BX2045", {}, settings.ioTypeAt);
    return undefined;
  }
  const vectors = await testVectors(session, compiled, options.input);
  if (vectors === undefined) return undefined;
  const folder = settings.outputDir ?? path.join("bxc-out", settings.projectName);
  const [{ emitProject }, { writeProject }, { fileRows, layerRows, projectText }] = await Promise.all([
    import("../backends/hls/emit.js"),
    import("./project-folder.js"),
    import("./project-table.js"),
  ]);
  const project = { ...projectOptions(compiled), sources: digests(compiled, folder), vectors };
  const files = emitProject(graph, project, packageTemplate);
  const inside = [process.cwd(), ...compiled.sources.map((source) => source.file)];
  if (!(await writeProject(folder, files, { force: options.force === true, inside }, reporter))) return undefined;
  const [layers, written] = [layerRows(graph), fileRows(files)];
  return { data: { folder, layers, files: [...files.keys()] }, text: projectText(folder, layers, written) };
}

function projectOptions({ settings }: CompiledModel): Omit<ProjectOptions, "sources"> {
  const { projectName, part, clockPeriod, clockUncertainty } = settings;
  return { projectName, part, clockPeriod, clockUncertainty, toolVersion: toolVersion() };
}

/** Events of the test bench: the user's first ones, or corners of the input types. */
async function testVectors(
  session: Session,
  { graph, inputs }: CompiledModel,
  specs: readonly string[] | undefined,
): Promise<TestVectors | undefined> {
  const { simulate } = await import("../driver/simulate.js");
  if (specs === undefined) {
    const { cornerVectors } = await import("../verify/vectors.js");
    const corners = cornerVectors(graph, { samples: RANDOM_EVENTS, seed: 1 });
    return { inputs: corners, outputs: simulate(graph, corners).outputs };
  }
  const [{ readInputs }, { sliceEvents }] = await Promise.all([import("./inputs.js"), import("../data/events.js")]);
  const read = await readInputs(session, specs, inputs, false);
  if (read === undefined) return undefined;
  const first = read.map((tensor) => sliceEvents(tensor, 0, Math.min(tensor.events, MOST_EVENTS)));
  return { inputs: first, outputs: simulate(graph, first).outputs };
}

/** What the project is made from, by paths from its folder on, so that `bxc verify DIR` finds it again. */
function digests({ sources }: CompiledModel, folder: string): ProjectOptions["sources"] {
  return sources.map(({ role, file, bytes }) => ({
    role,
    file: path.relative(folder, file).split(path.sep).join("/"),
    sha256: createHash("sha256").update(bytes).digest("hex"),
  }));
}
