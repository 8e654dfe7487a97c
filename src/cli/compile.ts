import path from "node:path";
import { compileModel } from "./compile-model.js";
import { collect, count, type ModelOptions, modelOptions } from "./model-options.js";
import type { Register } from "./program.js";
import type { Outcome, Session } from "./session.js";

interface CompileOptions extends ModelOptions {
  readonly output?: string;
  readonly name?: string;
  readonly force?: boolean;
  readonly input?: readonly string[];
  readonly verify?: boolean;
  readonly samples: number;
}

const EXAMPLES = `
Examples:
  bxc compile model.onnx
  bxc compile model.onnx --config hls4ml_config.yml --part xcvu13p-flga2577-2-e --clock 2.8 -o jet_tagger
  bxc compile model.onnx --input X.npy --verify

The project goes to -o, else to the configuration's OutputDir, else to bxc-out/NAME. A Bunchcross project that is
there is replaced (results of synthesis beside it are kept); any other folder only with --force.`;

export const compileCommand: Register = (program, run) =>
  modelOptions(program.command("compile"))
    .description("write a Vitis HLS project")
    .argument("<model>", "ONNX file")
    .option("-o, --output <dir>", "folder of the project")
    .option("--name <name>", "name of the project and its top function")
    .option(
      "-i, --input <file>",
      "events of the test bench and of --verify: X.npy, X.npz or NAME=X.npy (repeatable)",
      collect,
    )
    .option("--verify", "then compare simulation and compiled C++, as bxc verify does")
    .option("--samples <n>", "random events of --verify beside the corner vectors", count, 200)
    .option("--force", "replace a folder that is not a Bunchcross project")
    .addHelpText("after", EXAMPLES)
    .action(run(compileToProject));

async function compileToProject(session: Session, options: CompileOptions, file: string): Promise<Outcome | undefined> {
  const { output, name, input, samples } = options;
  const flags = { ...(output === undefined ? {} : { output }), ...(name === undefined ? {} : { name }) };
  const compiled = await compileModel(session, file, options, flags);
  if (compiled === undefined) return undefined;
  const { projectName, outputDir } = compiled.settings;
  const folder = outputDir ?? path.join("bxc-out", projectName);
  const [{ projectFiles }, { writeProject }, { fileRows, layerRows, projectText }] = await Promise.all([
    import("./emit-project.js"),
    import("./project-folder.js"),
    import("./project-table.js"),
  ]);
  const files = await projectFiles(session, compiled, folder, input);
  if (files === undefined) return undefined;
  const inside = [process.cwd(), ...compiled.sources.map((source) => source.file)];
  if (!(await writeProject(folder, files, { force: options.force === true, inside }, session.reporter)))
    return undefined;
  const layers = layerRows(compiled.graph);
  const made = {
    data: { folder, layers, files: [...files.keys()] },
    text: projectText(folder, layers, fileRows(files)),
  };
  if (!options.verify) return made;
  const { verify } = await import("./verify-project.js");
  const verified = await verify(session, { compiled, projectName, files, input, samples });
  if (verified === undefined) return made;
  return { data: { ...made.data, verification: verified.data }, text: `${made.text}\n${verified.text}` };
}
