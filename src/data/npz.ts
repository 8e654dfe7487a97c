import { unzipSync, zipSync } from "fflate";
import type { Reporter } from "../diagnostics/reporter.js";
import type { NdArray, OutputArray } from "./nd-array.js";
import { readNpy, startsWith, whatElse, writeNpy } from "./npy.js";

/** The arrays of an .npz file (a ZIP archive of .npy files, stored or deflated) by name. */
export function readNpz(bytes: Uint8Array, file: string, reporter: Reporter): Map<string, NdArray> | undefined {
  if (!startsWith(bytes, "PK")) {
    reporter.report("BX3002", whatElse(bytes), { file });
    return undefined;
  }
  let entries: Record<string, Uint8Array>;
  try {
    entries = unzipSync(bytes);
  } catch (error) {
    reporter.report("BX3006", { reason: error instanceof Error ? error.message : String(error) }, { file });
    return undefined;
  }
  const arrays = new Map<string, NdArray>();
  for (const [name, content] of Object.entries(entries)) {
    const array = readNpy(content, `${file}/${name}`, reporter);
    if (array === undefined) return undefined;
    arrays.set(name.replace(/\.npy$/, ""), array);
  }
  return arrays;
}

/** The bytes of an .npz file, stored as numpy.savez does; the same arrays give the same bytes. */
export function writeNpz(arrays: ReadonlyMap<string, OutputArray>): Uint8Array {
  const entries = [...arrays].map(([name, array]) => [`${name}.npy`, writeNpy(array)] as const);
  // ZIP has no date before 1980; a fixed one keeps the bytes the same on every run.
  return zipSync(Object.fromEntries(entries), { level: 0, mtime: new Date(1980, 0, 1) });
}
