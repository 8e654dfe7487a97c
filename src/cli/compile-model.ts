import { readFileSync, realpathSync } from "node:fs";
import path from "node:path";
import type { Reporter } from "../diagnostics/reporter.js";
import type { Compiled, CompileRequest } from "../driver/compile.js";
import type { ProjectExtras } from "../driver/emit.js";
import type { Graph } from "../ir/graph.js";
import type { PassOptions } from "../passes/pipeline.js";
import { didYouMean } from "../support/text.js";
import { readUserFile, writeUserFile } from "./files.js";
import type { ModelOptions } from "./model-options.js";
import type { Session } from "./session.js";

/** Mantissas of a constant that are printed on a terminal; dumps hold all. */
const SHOWN_MANTISSAS = 8;

/** A compiled model with the files that it was made from. */
export interface CompiledModel extends Compiled {
  readonly sources: readonly SourceFile[];
  /** Passes that the command line chose; undefined where it left them alone. */
  readonly passes: PassChoice | undefined;
}

export type PassChoice = NonNullable<ProjectExtras["passes"]>;

export interface SourceFile {
  readonly role: "model" | "configuration";
  readonly file: string;
  readonly bytes: Uint8Array;
}

/** Reads the files and compiles; undefined where errors were reported. `flags` add to those of every command. */
export async function compileModel(
  session: Session,
  file: string,
  options: ModelOptions,
  flags: CompileRequest["flags"] = {},
): Promise<CompiledModel | undefined> {
  const { reporter } = session;
  const { compile } = await import("../driver/compile.js");
  await checkPassNames(reporter, options);
  const model = await readSource("model", file, reporter);
  const config = options.config === undefined ? undefined : await readSource("configuration", options.config, reporter);
  const text = config && configText(config, reporter);
  if (model === undefined || reporter.hasErrors()) return undefined;
  const dumps = new Map<string, string>();
  const request = {
    model: { file, bytes: model.bytes, external: filesBeside(file) },
    ...(config === undefined || text === undefined ? {} : { config: { file: config.file, text } }),
    flags: { ...settingFlags(options), ...flags },
    passes: await passOptions(session, options, dumps),
  };
  const compiled = compile(request, reporter);
  for (const [name, text] of dumps)
    if (!(await writeUserFile(path.join(options.dumpIr ?? ".", name), text, reporter))) return undefined;
  const sources = config === undefined ? [model] : [model, config];
  return compiled && { ...compiled, sources, passes: passChoice(options) };
}

async function readSource(role: SourceFile["role"], file: string, reporter: Reporter): Promise<SourceFile | undefined> {
  const bytes = await readUserFile(file, role, reporter);
  return bytes && { role, file, bytes };
}

/** YAML and JSON are UTF-8 text; other bytes are not replaced by marks that nobody wrote. */
function configText({ file, bytes }: SourceFile, reporter: Reporter): string | undefined {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    reporter.report("BX2001", { problem: "it is not UTF-8 text" }, { file });
    return undefined;
  }
}

function settingFlags({ part, clock, io }: ModelOptions): NonNullable<CompileRequest["flags"]> {
  return {
    ...(part === undefined ? {} : { part }),
    ...(clock === undefined ? {} : { clock }),
    ...(io === undefined ? {} : { io }),
  };
}

async function checkPassNames(reporter: Reporter, { disablePass = [], stopAfter }: ModelOptions): Promise<void> {
  const { PASSES } = await import("../passes/pipeline.js");
  const names = [...new Set(PASSES.map(({ name }) => name))];
  const written = [
    ...disablePass.map((value) => ({ option: "--disable-pass", value })),
    ...(stopAfter === undefined ? [] : [{ option: "--stop-after", value: stopAfter }]),
  ];
  for (const { option, value } of written) {
    const expected = `one of ${names.join(", ")}`;
    if (!names.includes(value)) reporter.report("BX7002", { option, value, expected, near: didYouMean(value, names) });
  }
}

function passChoice({ disablePass = [], stopAfter }: ModelOptions): PassChoice | undefined {
  if (disablePass.length === 0 && stopAfter === undefined) return undefined;
  return { disable: disablePass, ...(stopAfter === undefined ? {} : { stopAfter }) };
}

/** `dumps` receives the texts for --dump-ir by file name. */
async function passOptions(session: Session, options: ModelOptions, dumps: Map<string, string>): Promise<PassOptions> {
  const { printIrAfterAll, dumpIr } = options;
  const chosen = passChoice(options) ?? {};
  if (!printIrAfterAll && dumpIr === undefined) return chosen;
  const { printGraph } = await import("../ir/print.js");
  const onPass = (name: string, position: number, graph: Graph): void => {
    if (printIrAfterAll) session.io.stderr(`// after ${name}\n${printGraph(graph, SHOWN_MANTISSAS)}\n`);
    if (dumpIr !== undefined) dumps.set(`${String(position).padStart(2, "0")}-${name}.bxir`, printGraph(graph));
  };
  return { ...chosen, onPass };
}

/**
 * Files in the model's own folder, for external tensor data. The front end refuses paths that lead out of it; links out
 * of it are refused here, save into the folder that the model itself is linked from (as download caches do).
 */
function filesBeside(model: string): (name: string) => Uint8Array | undefined {
  return (name) => {
    try {
      const folder = path.dirname(model);
      const homes = [realpathSync(folder), path.dirname(realpathSync(model))];
      const file = realpathSync(path.join(folder, name));
      return homes.some((home) => file.startsWith(`${home}${path.sep}`)) ? readFileSync(file) : undefined;
    } catch {
      return undefined;
    }
  };
}
