import { readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import type { Reporter } from "../diagnostics/reporter.js";
import { makeFolder, reasonOf } from "../files/file-system.js";

/** Bytes of a file the user named; `what` says what it is for ("model", "configuration"). */
export async function readUserFile(file: string, what: string, reporter: Reporter): Promise<Uint8Array | undefined> {
  try {
    return await readFile(file);
  } catch (error) {
    reporter.report("BX3001", { what, reason: reasonOf(error) }, { file });
    return undefined;
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
