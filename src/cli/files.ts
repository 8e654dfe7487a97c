import { mkdir, readFile, stat, writeFile } from "node:fs/promises";
import path from "node:path";
import type { Reporter } from "../diagnostics/reporter.js";

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: "there is no such file",
  ENOTDIR: "a part of its path is no folder",
  EISDIR: "it is a folder",
  EEXIST: "a part of its path is no folder",
  EACCES: "permission denied",
  EPERM: "permission denied",
  ENOSPC: "the disk is full",
  EROFS: "the file system is read-only",
  ENAMETOOLONG: "its name is too long",
  ERR_FS_FILE_TOO_LARGE: "it is larger than 2 GiB",
  ENOTEMPTY: "another program is writing to it",
  ERR_INVALID_ARG_VALUE: "its name is not valid",
};

/** Reason of a file system's error in plain words. */
export function reasonOf(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  return REASONS[code ?? ""] ?? message;
}

/** Bytes of a file the user named; `what` says what it is for ("model", "configuration"). */
export async function readUserFile(file: string, what: string, reporter: Reporter): Promise<Uint8Array | undefined> {
  try {
    return await readFile(file);
  } catch (error) {
    reporter.report("BX3001", { what, reason: reasonOf(error) }, { file });
    return undefined;
  }
}

/**
 * A folder and those above it. Node's own `recursive` never returns where a file system refuses new folders by ENOENT
 * (/proc does).
 */
export async function makeFolder(folder: string): Promise<void> {
  const made = await tryMakeFolder(folder);
  if (made !== "parent missing") return;
  await makeFolder(path.dirname(folder));
  await mkdir(folder);
}

async function tryMakeFolder(folder: string): Promise<"there" | "parent missing"> {
  try {
    await mkdir(folder);
    return "there";
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ENOENT" && path.dirname(folder) !== folder) return "parent missing";
    if (code !== "EEXIST" || !(await stat(folder)).isDirectory()) throw error;
    return "there";
  }
}

/** Writes a file the user named, and its folder where that is missing. */
export async function writeUserFile(file: string, content: string | Uint8Array, reporter: Reporter): Promise<boolean> {
  try {
    await makeFolder(path.dirname(path.resolve(file)));
    await writeFile(file, content);
    return true;
  } catch (error) {
    reporter.report("BX7006", { path: file, reason: reasonOf(error) });
    return false;
  }
}
