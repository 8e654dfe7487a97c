import { createHash } from "node:crypto";
import { readdir, readFile, stat } from "node:fs/promises";
import path from "node:path";
import { type CompiledModel, compileModel } from "./compile-model.js";
import { collect, count, type ModelOptions, modelOptions } from "./model-options.js";
import type { Register } from "./program.js";
import { type Manifest, readManifest } from "./project-folder.js";
import type { Outcome, Session } from "./session.js";

interface VerifyOptions extends ModelOptions {
  readonly input?: readonly string[];
  readonly samples: number;
}

/** Random events where nothing is said. */
export const RANDOM_EVENTS = 200;

const EXAMPLES = `
Examples:
  bxc verify model.onnx --config hls4ml_config.yml --input X.npy
  bxc verify bxc-out/model

Simulation and compiled C++ are compared as raw integers, layer by layer, on the events of --input and on corner
vectors: least and greatest values, one step around zero, and rounding ties. The first difference is named; exit code 3.
A folder is verified as it is, against the model and configuration that its manifest.json names.`;

export const verifyCommand: Register = (program, run) =>
  modelOptions(program.command("verify"))
    .description("compare simulation and compiled C++, bit for bit")
    .argument("<model|dir>", "ONNX file, or a folder that bxc compile wrote")
    .option("-i, --input <file>", "events: X.npy, X.npz or NAME=X.npy (repeatable)", collect)
    .option("--samples <n>", "random events beside the corner vectors", count, RANDOM_EVENTS)
    .addHelpText("after", EXAMPLES)
    .action(
      run(async (session, options: VerifyOptions, target: string) => {
        const isFolder = await stat(target).then(
          (found) => found.isDirectory(),
          () => false,
        );
        return isFolder ? verifyFolder(session, options, target) : verifyModel(session, options, target);
      }),
    );

async function verifyModel(session: Session, options: VerifyOptions, file: string): Promise<Outcome | undefined> {
  const compiled = await compileModel(session, file, options);
  if (compiled === undefined) return undefined;
  const { firmwareFiles } = await import("./emit-project.js");
  const files = firmwareFiles(session, compiled);
  return files && run(session, options, compiled, compiled.settings.projectName, files);
}

async function verifyFolder(session: Session, options: VerifyOptions, folder: string): Promise<Outcome | undefined> {
  const { reporter } = session;
  const manifest = await readManifest(folder);
  if (manifest === undefined) {
    reporter.report("BX7007", { folder });
    return undefined;
  }
  const place = (role: string): string | undefined => {
    const source = manifest.sources.find((one) => one.role === role);
    return source && path.join(folder, source.file);
  };
  const config = options.config ?? place("configuration");
  const compiled = await compileModel(session, place("model") ?? "", {
    ...passesOf(manifest),
    ...options,
    ...(config === undefined ? {} : { config }),
  });
  if (compiled === undefined || !isUnchanged(session, compiled, manifest)) return undefined;
  const files = await firmwareOf(folder);
  const edited = [...files].filter(([name, bytes]) => manifest.files[name] !== sha256(bytes)).map(([name]) => name);
  if (edited.length > 0) reporter.report("BX7009", { files: edited });
  return run(session, options, compiled, manifest.project, files);
}

async function run(
  session: Session,
  { input, samples }: VerifyOptions,
  compiled: CompiledModel,
  projectName: string,
  files: ReadonlyMap<string, string | Uint8Array>,
): Promise<Outcome | undefined> {
  const { verify } = await import("./verify-project.js");
  return verify(session, { compiled, projectName, files, input, samples });
}

/** The layers of a project are those that its passes left, so they are left out again. */
function passesOf({ passes }: Manifest): Pick<ModelOptions, "disablePass" | "stopAfter"> {
  if (passes === undefined) return {};
  return {
    disablePass: passes.disable,
    ...(passes.stopAfter === undefined ? {} : { stopAfter: passes.stopAfter }),
  };
}

function isUnchanged({ reporter }: Session, { sources }: CompiledModel, manifest: Manifest): boolean {
  const changed = sources.filter(({ role, bytes }) => {
    const written = manifest.sources.find((source) => source.role === role);
    return written !== undefined && written.sha256 !== sha256(bytes);
  });
  for (const { role, file } of changed) reporter.report("BX7008", { role }, { file });
  return changed.length === 0;
}

async function firmwareOf(folder: string): Promise<Map<string, Uint8Array>> {
  const entries = await readdir(path.join(folder, "firmware"), { recursive: true, withFileTypes: true });
  const files = new Map<string, Uint8Array>();
  for (const entry of entries.filter((one) => one.isFile())) {
    const file = path.join(entry.parentPath, entry.name);
    files.set(path.relative(folder, file).split(path.sep).join("/"), await readFile(file));
  }
  return files;
}

function sha256(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}
