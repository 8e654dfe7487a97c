import { createHash } from "node:crypto";
import path from "node:path";
import type { Reporter } from "../diagnostics/reporter.js";
import type { Evaluation } from "../evaluate/evaluation.js";
import { figuresOf } from "../evaluate/figures.js";
import { reportPage } from "../evaluate/report.js";
import { newFile } from "../files/new-file.js";
import type { CompiledModel } from "./compile-model.js";
import type { EvaluateOptions } from "./evaluation-request.js";
import { writeProject } from "./project-folder.js";
import { undoOnInterrupt } from "./undo.js";
import { toolVersion } from "./version.js";

/** The evaluation with what was evaluated, as `--json` and evaluation.json have it. */
export interface EvaluationRecord extends Evaluation {
  readonly tool: { readonly name: "bunchcross"; readonly version: string };
  readonly sources: readonly { readonly role: string; readonly file: string; readonly sha256: string }[];
  readonly data: readonly string[];
  readonly reference: string | null;
}

export function recordOf(
  evaluation: Evaluation,
  { sources }: CompiledModel,
  options: EvaluateOptions,
): EvaluationRecord {
  return {
    ...evaluation,
    tool: { name: "bunchcross", version: toolVersion() },
    sources: sources.map(({ role, file, bytes }) => ({ role, file, sha256: sha256(bytes) })),
    data: options.data ?? [],
    reference: options.reference ?? null,
  };
}

/** Writes FILE.json, FILE.html or a folder of both with all plots; names of the files, undefined where it fails (reported). */
export async function writeEvaluation(
  record: EvaluationRecord,
  place: string,
  force: boolean,
  reporter: Reporter,
): Promise<readonly string[] | undefined> {
  const json = `${JSON.stringify(record, null, 2)}\n`;
  const kind = path.extname(place).toLowerCase();
  if (kind === ".json") return (await writeFile(place, json, reporter)) ? [place] : undefined;
  const figures = figuresOf(record);
  const html = reportPage(record, figures, titleOf(record), factsOf(record));
  if (kind === ".html") return (await writeFile(place, html, reporter)) ? [place] : undefined;
  const drawn = Object.values(figures)
    .flat()
    .map(({ file, svg }) => [`figures/${file}`, svg] as const);
  const files = new Map([["evaluation.json", json], ["index.html", html], ...drawn]);
  const all = new Map([...files, ["manifest.json", manifestOf(record, place, files)]]);
  const inside = [".", ...record.sources.map(({ file }) => file)];
  return (await writeProject(place, all, { force, inside }, reporter)) ? [...all.keys()] : undefined;
}

/** Marks the folder as ours, so that it may be replaced. */
function manifestOf({ tool, sources }: EvaluationRecord, folder: string, files: ReadonlyMap<string, string>): string {
  const manifest = {
    project: "evaluation",
    tool,
    sources: sources.map((source) => ({
      ...source,
      file: path.relative(folder, source.file).split(path.sep).join("/"),
    })),
    files: Object.fromEntries(Array.from(files, ([name, content]) => [name, sha256(content)])),
  };
  return `${JSON.stringify(manifest, null, 2)}\n`;
}

/** All or nothing: the file gets its name when it is written. */
async function writeFile(file: string, content: string, reporter: Reporter): Promise<boolean> {
  const fresh = await newFile({ file, reporter, onInterrupt: undoOnInterrupt });
  return fresh !== undefined && (await fresh.append(Buffer.from(content))) && fresh.finish();
}

function titleOf({ sources }: EvaluationRecord): string {
  return `Evaluation of ${path.basename(sources[0]?.file ?? "")}`;
}

function factsOf({ tool, sources, data, reference, events, weights }: EvaluationRecord): [string, string][] {
  return [
    ...sources.map(({ role, file, sha256: digest }): [string, string] => [role, `${file}, SHA-256 ${digest}`]),
    ["data", `${data.join(", ")}, ${events} events`],
    ["weights", weights ?? "none"],
    ["reference", reference ?? "none"],
    ["tool", `${tool.name} ${tool.version}`],
  ];
}

function sha256(content: string | Uint8Array): string {
  return createHash("sha256").update(content).digest("hex");
}
