/**
 * The parts of a ZIP archive that .npz files have, and nothing else.
 * Source: PKWARE, "APPNOTE.TXT - .ZIP File Format Specification", 6.3.10, sections 4.3 to 4.5.
 */

/** One file of an archive, as the central directory has it. */
export interface ZipEntry {
  readonly name: string;
  readonly method: "stored" | "deflated";
  readonly crc: number;
  /** Bytes in the archive, and unpacked. */
  readonly packedSize: number;
  readonly size: number;
  /** Where its local header begins. */
  readonly offset: number;
}

/** What was found, or in words what is wrong. */
export type Found<T> =
  | { readonly found: T; readonly problem?: never }
  | { readonly found?: never; readonly problem: string };

/** Bytes at the end of an archive in which `findDirectory` finds its way: the longest comment and the records. */
export const ZIP_TAIL = 0xffff + 22 + 20 + 56 + 1024;
export const LOCAL_HEADER = 30;

const END = 0x06054b50;
const END64_LOCATOR = 0x07064b50;
const END64 = 0x06064b50;
const CENTRAL = 0x02014b50;
const LOCAL = 0x04034b50;
const TRUNCATED = "it has no directory at its end, so it is truncated or no archive";
const BROKEN = "its directory is damaged";

/** Where the central directory is; `tail` are the last bytes of an archive, from `base` on. */
export function findDirectory(
  tail: Uint8Array,
  base: number,
): Found<{ offset: number; size: number; entries: number }> {
  const view = viewOf(tail);
  for (let at = tail.length - 22; at >= 0; at--) {
    if (view.getUint32(at, true) !== END || at + 22 + view.getUint16(at + 20, true) !== tail.length) continue;
    const wide = at >= 20 && view.getUint32(at - 20, true) === END64_LOCATOR;
    const entries = view.getUint16(at + 10, true);
    const directory = { entries, size: view.getUint32(at + 12, true), offset: view.getUint32(at + 16, true) };
    const found = wide ? wideDirectory(view, Number(view.getBigUint64(at - 12, true)) - base) : directory;
    if (found === undefined || found.offset + found.size > base + at) return { problem: BROKEN };
    return { found };
  }
  return { problem: TRUNCATED };
}

function wideDirectory(view: DataView, at: number): { offset: number; size: number; entries: number } | undefined {
  if (!(at >= 0 && at + 56 <= view.byteLength) || view.getUint32(at, true) !== END64) return undefined;
  const [entries, size, offset] = [32, 40, 48].map((field) => Number(view.getBigUint64(at + field, true)));
  return { entries: entries ?? 0, size: size ?? 0, offset: offset ?? 0 };
}

/** The files of an archive from the bytes of its central directory, which lies at `offset`. */
export function readDirectory(bytes: Uint8Array, entries: number, offset: number): Found<readonly ZipEntry[]> {
  const view = viewOf(bytes);
  const found: ZipEntry[] = [];
  let at = 0;
  while (found.length < entries) {
    if (at + 46 > bytes.length || view.getUint32(at, true) !== CENTRAL) return { problem: BROKEN };
    const [nameLength, extraLength, commentLength] = [28, 30, 32].map((field) => view.getUint16(at + field, true));
    const name = at + 46;
    const extra = name + (nameLength ?? 0);
    const next = extra + (extraLength ?? 0) + (commentLength ?? 0);
    if (next > bytes.length) return { problem: BROKEN };
    const title = new TextDecoder().decode(bytes.subarray(name, extra));
    const flags = view.getUint16(at + 8, true);
    const method = view.getUint16(at + 10, true);
    if ((flags & 1) !== 0) return { problem: `'${title}' is encrypted` };
    if (method !== 0 && method !== 8) return { problem: `'${title}' is packed by method ${method}` };
    const sizes = entrySizes(view, at, extra, extra + (extraLength ?? 0));
    if (sizes === undefined || sizes.offset + LOCAL_HEADER + sizes.packedSize > offset) return { problem: BROKEN };
    if (method === 0 && sizes.size !== sizes.packedSize) return { problem: BROKEN };
    const crc = view.getUint32(at + 16, true);
    found.push({ name: title, method: method === 0 ? "stored" : "deflated", crc, ...sizes });
    at = next;
  }
  return { found };
}

/** Sizes of 32 bits, or where they don't fit of 64 bits from the entry's extra field (APPNOTE 4.5.3). */
function entrySizes(
  view: DataView,
  at: number,
  extra: number,
  end: number,
): Pick<ZipEntry, "size" | "packedSize" | "offset"> | undefined {
  const narrow = [24, 20, 42].map((field) => view.getUint32(at + field, true));
  if (!narrow.includes(0xffffffff)) return { size: narrow[0] ?? 0, packedSize: narrow[1] ?? 0, offset: narrow[2] ?? 0 };
  for (let field = extra; field + 4 <= end; field += 4 + view.getUint16(field + 2, true)) {
    if (view.getUint16(field, true) !== 1) continue;
    let from = field + 4;
    const last = Math.min(end, from + view.getUint16(field + 2, true));
    const sizes: number[] = [];
    for (const value of narrow) {
      const wide = value === 0xffffffff;
      if (wide && from + 8 > last) return undefined;
      sizes.push(wide ? Number(view.getBigUint64(from, true)) : value);
      if (wide) from += 8;
    }
    return { size: sizes[0] ?? 0, packedSize: sizes[1] ?? 0, offset: sizes[2] ?? 0 };
  }
  return undefined;
}

/** Where the bytes of an entry begin; `header` are the first `LOCAL_HEADER` bytes at its offset. */
export function entryStart(header: Uint8Array, entry: ZipEntry): Found<number> {
  const view = viewOf(header);
  if (header.length < LOCAL_HEADER || view.getUint32(0, true) !== LOCAL)
    return { problem: `'${entry.name}' is not where the directory says` };
  return { found: entry.offset + LOCAL_HEADER + view.getUint16(26, true) + view.getUint16(28, true) };
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
