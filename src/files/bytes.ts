import { type FileHandle, open } from "node:fs/promises";
import { pipeline, type Readable } from "node:stream";
import { crc32, createInflateRaw } from "node:zlib";
import type { Reporter } from "../diagnostics/reporter.js";
import { reasonOf } from "./file-system.js";

/** What went wrong, in words; undefined where nothing did. */
export type Problem = string | undefined;

/** Bytes of known number, read from any place. */
export interface Bytes {
  readonly size: number;
  /** Fills `into` with the bytes from `offset` on. */
  readonly read: (offset: number, into: Uint8Array) => Promise<Problem>;
  readonly close: () => Promise<void>;
}

/** One system call reads less than 2 GiB. */
const MOST_AT_ONCE = 2 ** 30;
/** Bytes that are inflated at a time. */
const BLOCK = 2 ** 18;
const ENDS_EARLY = "it ends too early";

/** A file the user named, to be read; undefined where it can't be (reported). */
export async function openBytes(file: string, reporter: Reporter): Promise<Bytes | undefined> {
  let handle: FileHandle | undefined;
  try {
    handle = await open(file);
    const stats = await handle.stat();
    if (stats.isFile()) return fileBytes(handle, stats.size);
    const reason = stats.isDirectory() ? "it is a folder" : "it is no ordinary file";
    reporter.report("BX3001", { what: "input", reason }, { file });
  } catch (error) {
    reporter.report("BX3001", { what: "input", reason: reasonOf(error) }, { file });
  }
  await handle?.close();
  return undefined;
}

function fileBytes(handle: FileHandle, size: number): Bytes {
  const read = async (offset: number, into: Uint8Array): Promise<Problem> => {
    try {
      for (let done = 0; done < into.length; ) {
        const length = Math.min(into.length - done, MOST_AT_ONCE);
        const { bytesRead } = await handle.read(into, done, length, offset + done);
        if (bytesRead === 0) return ENDS_EARLY;
        done += bytesRead;
      }
      return undefined;
    } catch (error) {
      return reasonOf(error);
    }
  };
  return { size, read, close: () => handle.close() };
}

/** A part of a file. */
export function section(file: Bytes, start: number, size: number): Bytes {
  return { size, read: (offset, into) => file.read(start + offset, into), close: file.close };
}

/** What bytes [start, end) of a file inflate to. Going back starts over. */
export function inflated(file: Bytes, start: number, end: number, size: number): Bytes {
  let position = 0;
  let rest: Uint8Array = new Uint8Array();
  let inflater = inflate(file, start, end);
  let chunks = inflater[Symbol.asyncIterator]();
  const startOver = (): void => {
    inflater.destroy();
    [position, rest, inflater] = [0, new Uint8Array(), inflate(file, start, end)];
    chunks = inflater[Symbol.asyncIterator]();
  };
  const read = async (offset: number, into: Uint8Array): Promise<Problem> => {
    if (offset < position) startOver();
    try {
      for (let done = 0; done < into.length; ) {
        if (rest.length === 0) {
          const { value, done: ended } = await chunks.next();
          if (ended === true) return ENDS_EARLY;
          rest = value;
        }
        const skipped = Math.min(offset + done - position, rest.length);
        const taken = rest.subarray(skipped, skipped + into.length - done);
        into.set(taken, done);
        done += taken.length;
        position += skipped + taken.length;
        rest = rest.subarray(skipped + taken.length);
      }
      return undefined;
    } catch (error) {
      return reasonOf(error);
    }
  };
  const close = (): Promise<void> => {
    inflater.destroy();
    return file.close();
  };
  return { size, read, close };
}

/** A stream's errors come out of its iterator; one that is destroyed before its end has no more to say. */
function inflate(file: Bytes, start: number, end: number): Readable {
  const inflater = createInflateRaw({ chunkSize: BLOCK });
  pipeline(blocksOf(file, start, end), inflater, () => undefined);
  return inflater;
}

async function* blocksOf(file: Bytes, start: number, end: number): AsyncGenerator<Uint8Array> {
  for (let at = start; at < end; at += BLOCK) {
    const block = Buffer.allocUnsafe(Math.min(BLOCK, end - at));
    const problem = await file.read(at, block);
    if (problem !== undefined) throw new Error(problem);
    yield block;
  }
}

/** Bytes whose CRC-32 is known: a damage is told by the read that ends them, where all were read in their order. */
export function checked(bytes: Bytes, crc: number): Bytes {
  let position = 0;
  let sum = 0;
  const read = async (offset: number, into: Uint8Array): Promise<Problem> => {
    const problem = await bytes.read(offset, into);
    if (problem !== undefined || offset !== position) return problem;
    sum = crc32(into, sum);
    position += into.length;
    return position === bytes.size && sum !== crc ? "its checksum does not fit its bytes" : undefined;
  };
  return { ...bytes, read };
}

/** Closes something that several have a part in: it is closed when each of them has called its own function. */
export function closeTogether(users: number, close: () => Promise<void>): readonly (() => Promise<void>)[] {
  const open = new Set(Array.from({ length: users }, (_, user) => user));
  return Array.from({ length: users }, (_, user) => async () => {
    if (open.delete(user) && open.size === 0) await close();
  });
}
