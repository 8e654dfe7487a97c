import { decompress } from "fzstd";
import type { TFile } from "jsroot/io";
import type { Reporter } from "../../diagnostics/reporter.js";
import type { Bytes } from "../bytes.js";

/** The parts of jsroot that read files. */
export type RootIo = typeof import("jsroot/io");

/** A ROOT file, opened. */
export interface RootFile {
  readonly io: RootIo;
  readonly root: TFile;
  readonly bytes: Bytes;
  readonly file: string;
  /** Reports that the file is damaged. */
  readonly damaged: (reason: string) => undefined;
  readonly reporter: Reporter;
}

/** Opens a ROOT file; undefined where that can't be done, which is reported. */
export async function rootFile(bytes: Bytes, file: string, reporter: Reporter): Promise<RootFile | undefined> {
  const io = await library(file, reporter);
  if (io === undefined) return undefined;
  const damaged = (reason: string): undefined => void reporter.report("BX3103", { format: "ROOT", reason }, { file });
  const proxy = Object.assign(new io.FileProxy(), {
    openFile: async () => true,
    getFileName: () => file,
    getFileSize: () => bytes.size,
    readBuffer: async (offset: number, length: number) => {
      if (!(offset >= 0 && length >= 0 && offset + length <= bytes.size)) throw new Error("it ends too early");
      const into = new Uint8Array(length);
      const problem = await bytes.read(offset, into);
      if (problem !== undefined) throw new Error(problem);
      return new DataView(into.buffer);
    },
  });
  try {
    const root = await quietly(() => io.openFile(proxy));
    return root === false ? damaged("it holds no directory") : { io, root, bytes, file, damaged, reporter };
  } catch (error) {
    return damaged((error as Error).message);
  }
}

async function library(file: string, reporter: Reporter): Promise<RootIo | undefined> {
  try {
    const [io, { internals }] = await Promise.all([import("jsroot/io"), import("jsroot/core")]);
    // jsroot would load a package of 65 MB for this one function.
    internals._ZstdStream = { decompress };
    return io;
  } catch {
    reporter.report("BX3049", { format: "ROOT", missing: "jsroot", command: "npm install jsroot" }, { file });
    return undefined;
  }
}

/** Runs a step of jsroot, which prints what it makes of strange files to the console, standard output included. */
export async function quietly<T>(step: () => Promise<T>): Promise<T> {
  const { log, warn, error } = console;
  const silence = (): void => {};
  Object.assign(console, { log: silence, warn: silence, error: silence });
  try {
    return await step();
  } finally {
    Object.assign(console, { log, warn, error });
  }
}
