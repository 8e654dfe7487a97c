import { existsSync, renameSync, rmSync } from "node:fs";
import { readdir, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import path from "node:path";
import type { Reporter } from "../diagnostics/reporter.js";
import { makeFolder, reasonOf } from "../files/file-system.js";
import type { PassChoice } from "./compile-model.js";
import { undoOnInterrupt } from "./undo.js";

/** What the manifest.json of an emitted project says. */
export interface Manifest {
  readonly project: string;
  readonly tool: { readonly name: string; readonly version: string };
  /** Paths of `file` are relative to the project. */
  readonly sources: readonly { readonly role: string; readonly file: string; readonly sha256: string }[];
  /** Passes that were chosen when the project was written. */
  readonly passes?: PassChoice;
  /** SHA-256 of each file by its path in the project. */
  readonly files: Readonly<Record<string, string>>;
}

/** The manifest of a folder that Bunchcross wrote; undefined for anything else. */
export async function readManifest(folder: string): Promise<Manifest | undefined> {
  try {
    const manifest: unknown = JSON.parse(await readFile(path.join(folder, "manifest.json"), "utf8"));
    return isManifest(manifest) ? manifest : undefined;
  } catch {
    return undefined;
  }
}

/** Manifests are edited by people and merged by tools, so what is read from one is looked at first. */
function isManifest(read: unknown): read is Manifest {
  const { tool, project, sources, files, passes } = (read ?? {}) as { readonly [key in keyof Manifest]?: unknown };
  const isText = (value: unknown): boolean => typeof value === "string";
  const textsOf = (value: unknown): boolean =>
    typeof value === "object" && value !== null && Object.values(value).every(isText);
  return (
    (tool as Manifest["tool"] | undefined)?.name === "bunchcross" &&
    isText(project) &&
    Array.isArray(sources) &&
    sources.every(textsOf) &&
    textsOf(files) &&
    (passes === undefined || Array.isArray((passes as PassChoice | null)?.disable))
  );
}

export interface ReplaceOptions {
  readonly force: boolean;
  readonly inside: readonly string[];
}

/**
 * Puts a project in place of what was there, at once: it is written beside and then renamed, so a folder is never half
 * new. Only a Bunchcross project or an empty folder is replaced, anything else with `force`; what others have added to
 * a project (results of synthesis) is kept. `inside` are paths that must survive: the working folder, the model.
 */
export async function writeProject(
  folder: string,
  files: ReadonlyMap<string, string | Uint8Array>,
  options: ReplaceOptions,
  reporter: Reporter,
): Promise<boolean> {
  const target = path.resolve(folder);
  const manifest = await readManifest(target);
  if (!(await mayReplace(folder, options, reporter))) return false;
  const fresh = `${target}.new-${process.pid}`;
  const done = undoOnInterrupt(() => withdraw(fresh, target));
  try {
    await makeFolder(fresh);
    await writeTree(fresh, files);
    await exchange(fresh, target, manifest);
    return true;
  } catch (error) {
    withdraw(fresh, target);
    reporter.report("BX7006", { path: folder, reason: reasonOf(error) });
    return false;
  } finally {
    done();
  }
}

/** Whether `writeProject` would replace the folder: to be asked before long work. Reports why not. */
export async function mayReplace(folder: string, options: ReplaceOptions, reporter: Reporter): Promise<boolean> {
  const target = path.resolve(folder);
  const refused = await refusal(target, await readManifest(target), options);
  if (refused !== undefined) reporter.report("BX7004", { folder, ...refused });
  return refused === undefined;
}

/** Renames the new folder into place. */
async function exchange(fresh: string, target: string, manifest: Manifest | undefined): Promise<void> {
  const old = oldOf(fresh);
  const existed = await moved(target, old);
  await rename(fresh, target);
  if (existed && manifest !== undefined) await keepAdditions(old, target, manifest);
  await rm(old, { recursive: true, force: true });
}

/** Clears the new folder away, and brings the old one back where it has been moved already and not been replaced. */
function withdraw(fresh: string, target: string): void {
  try {
    if (existsSync(oldOf(fresh)) && !existsSync(target)) renameSync(oldOf(fresh), target);
    rmSync(fresh, { recursive: true, force: true });
  } catch {
    // Where even the folder could not be made, there is nothing to clear away.
  }
}

/** Where the old folder waits until the new one is in its place. */
function oldOf(fresh: string): string {
  return `${fresh}-old`;
}

async function refusal(
  target: string,
  manifest: Manifest | undefined,
  { force, inside }: ReplaceOptions,
): Promise<{ problem: string; hint: string } | undefined> {
  const trapped = inside.find((one) => !path.relative(target, path.resolve(one)).startsWith(".."));
  if (trapped !== undefined)
    return { problem: `holds '${trapped}', which must survive`, hint: "choose another folder with -o" };
  if (force || manifest !== undefined || (await isVacant(target))) return undefined;
  return {
    problem: "exists and is not a Bunchcross project",
    hint: "choose another folder with -o, or replace it with --force",
  };
}

/** Whether nothing is there, or an empty folder. */
async function isVacant(target: string): Promise<boolean> {
  const found = await stat(target).catch(() => undefined);
  return found === undefined || (found.isDirectory() && (await readdir(target)).length === 0);
}

async function writeTree(folder: string, files: ReadonlyMap<string, string | Uint8Array>): Promise<void> {
  for (const [name, content] of files) {
    const file = path.join(folder, name);
    await makeFolder(path.dirname(file));
    await writeFile(file, content);
  }
}

/** Moves a folder away, where there is one. */
async function moved(from: string, to: string): Promise<boolean> {
  try {
    await rename(from, to);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return false;
    throw error;
  }
}

async function keepAdditions(old: string, target: string, manifest: Manifest): Promise<void> {
  const ours = new Set(["manifest.json", ...Object.keys(manifest.files).map((file) => file.split("/")[0] ?? "")]);
  const taken = new Set(await readdir(target));
  for (const entry of await readdir(old)) {
    if (!ours.has(entry) && !taken.has(entry)) await rename(path.join(old, entry), path.join(target, entry));
  }
}
