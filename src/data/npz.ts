import { crc32, inflateRawSync } from "node:zlib";
import type { Reporter } from "../diagnostics/reporter.js";
import type { ByteArray, NdArray, OutputArray } from "./nd-array.js";
import { readNpy, startsWith, whatElse, writeNpy } from "./npy.js";
import { entryStart, type Found, findDirectory, LOCAL_HEADER, readDirectory, type ZipEntry } from "./zip.js";
import { centralDirectory, localHeader, placeMembers } from "./zip-layout.js";

/** The arrays of an .npz file (a ZIP archive of .npy files, stored or deflated) by name. */
export function readNpz(bytes: Uint8Array, file: string, reporter: Reporter): Map<string, NdArray> | undefined {
  if (!startsWith(bytes, "PK")) {
    reporter.report("BX3002", whatElse(bytes), { file });
    return undefined;
  }
  const broken = (reason: string): undefined => void reporter.report("BX3006", { reason }, { file });
  const entries = entriesOf(bytes);
  if (entries.problem !== undefined) return broken(entries.problem);
  const arrays = new Map<string, NdArray>();
  for (const entry of entries.found) {
    if (entry.name === PROVENANCE_MEMBER) continue;
    const content = unpacked(bytes, entry);
    if (content.problem !== undefined) return broken(content.problem);
    const array = readNpy(content.found, `${file}/${entry.name}`, reporter);
    if (array === undefined) return undefined;
    arrays.set(arrayName(entry.name), array);
  }
  return arrays;
}

/** The member of an archive that is no array: where its arrays come from, as JSON. */
export const PROVENANCE_MEMBER = "provenance.json";

/** Name of the array that a member of an archive holds. */
export function arrayName(member: string): string {
  return member.replace(/\.npy$/, "");
}

/** The bytes of an .npz file, stored as numpy.savez does; the same arrays give the same bytes. */
export function writeNpz(arrays: ReadonlyMap<string, OutputArray | ByteArray>): Uint8Array {
  const contents = Array.from(arrays.values(), writeNpy);
  const members = placeMembers(
    [...arrays.keys()].map((name, i) => ({ name: `${name}.npy`, size: sizeAt(contents, i) })),
  );
  const crcs = contents.map((content) => crc32(content));
  const parts = members.flatMap((member, i) => [localHeader(member, crcs[i] ?? 0), contents[i] ?? new Uint8Array()]);
  return new Uint8Array(Buffer.concat([...parts, centralDirectory(members, crcs)]));
}

function sizeAt(contents: readonly Uint8Array[], i: number): number {
  return contents[i]?.length ?? 0;
}

function entriesOf(bytes: Uint8Array): Found<readonly ZipEntry[]> {
  const directory = findDirectory(bytes, 0);
  if (directory.problem !== undefined) return directory;
  const { offset, size, entries } = directory.found;
  return readDirectory(bytes.subarray(offset, offset + size), entries, offset);
}

function unpacked(bytes: Uint8Array, entry: ZipEntry): Found<Uint8Array> {
  const start = entryStart(bytes.subarray(entry.offset, entry.offset + LOCAL_HEADER), entry);
  if (start.problem !== undefined) return start;
  const packed = bytes.subarray(start.found, start.found + entry.packedSize);
  const damaged = { problem: `'${entry.name}' is damaged` };
  try {
    const content =
      entry.method === "stored" ? packed : inflateRawSync(packed, { maxOutputLength: Math.max(1, entry.size) });
    return content.length === entry.size && crc32(content) === entry.crc ? { found: content } : damaged;
  } catch {
    return damaged;
  }
}
