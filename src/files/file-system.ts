import { mkdir, stat } from "node:fs/promises";
import path from "node:path";

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
