import { randomUUID } from "node:crypto";
import { rmSync } from "node:fs";
import { type FileHandle, open, realpath, rename, rm, stat } from "node:fs/promises";
import path from "node:path";
import { makeFolder, reasonOf } from "./file-system.js";
import type { SinkRequest } from "./stream.js";

/** A file that is being written under another name, and gets its own when it is finished. */
export interface NewFile {
  /** Its name until then, for libraries that write files by name. */
  readonly temporary: string;
  /** Bytes behind the last that were appended. False where they can't be written: reported, and the file is removed. */
  readonly append: (bytes: Uint8Array) => Promise<boolean>;
  readonly writeAt: (offset: number, bytes: Uint8Array) => Promise<boolean>;
  readonly finish: () => Promise<boolean>;
  /** Removes the file; does nothing once it is finished or removed. */
  readonly abort: () => Promise<void>;
}

/** Starts a file, and makes its folder where that is missing; undefined where it can't be made (reported). */
export async function newFile({
  file,
  reporter,
  onInterrupt,
}: Pick<SinkRequest, "file" | "reporter" | "onInterrupt">): Promise<NewFile | undefined> {
  const failed = (reason: string): undefined => void reporter.report("BX7006", { path: file, reason });
  let started: Started | string;
  try {
    started = await start(file);
  } catch (error) {
    return failed(reasonOf(error));
  }
  if (typeof started === "string") return failed(started);
  const { handle, temporary, target } = started;
  const forget = onInterrupt?.(() => rmSync(temporary, { force: true }));
  let end = 0;
  let open = true;
  const abort = async (): Promise<void> => {
    if (!open) return;
    open = false;
    await handle.close();
    await rm(temporary, { force: true });
    forget?.();
  };
  const guarded = async (step: () => Promise<void>): Promise<boolean> => {
    try {
      await step();
      return true;
    } catch (error) {
      await abort();
      failed(reasonOf(error));
      return false;
    }
  };
  const writeAt = (offset: number, bytes: Uint8Array): Promise<boolean> =>
    guarded(() => writeFully(handle, offset, bytes));
  const append = (bytes: Uint8Array): Promise<boolean> => {
    end += bytes.length;
    return writeAt(end - bytes.length, bytes);
  };
  const finish = (): Promise<boolean> =>
    guarded(async () => {
      await handle.close();
      await rename(temporary, target);
      open = false;
      forget?.();
    });
  return { temporary, append, writeAt, finish, abort };
}

interface Started {
  readonly handle: FileHandle;
  readonly temporary: string;
  /** The file itself where a link to it was named. */
  readonly target: string;
}

async function start(file: string): Promise<Started | string> {
  await makeFolder(path.dirname(path.resolve(file)));
  const old = await stat(file).catch(() => undefined);
  if (old?.isDirectory()) return "it is a folder";
  if (old !== undefined && !old.isFile()) return "it is no ordinary file";
  const target = old === undefined ? path.resolve(file) : await realpath(file);
  const temporary = `${target}.${randomUUID().slice(0, 8)}.part`;
  return { handle: await open(temporary, "wx", old?.mode), temporary, target };
}

async function writeFully(handle: FileHandle, offset: number, bytes: Uint8Array): Promise<void> {
  for (let done = 0; done < bytes.length; ) {
    const { bytesWritten } = await handle.write(bytes, done, Math.min(bytes.length - done, 2 ** 30), offset + done);
    done += bytesWritten;
  }
}
