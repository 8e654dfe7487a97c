import type { TBasket, TBranch, TBuffer } from "jsroot/io";
import type { DType } from "../../data/nd-array.js";
import { decodeElements } from "../../data/npy-elements.js";
import type { Cells } from "../table/column.js";
import { ITEM_BYTES, type Item } from "./items.js";
import { quietly, type RootFile } from "./library.js";

/** Values of the entries of one basket. Undefined where it is damaged, which is reported. */
export async function loadBasket(
  opened: RootFile,
  branch: TBranch,
  item: Item,
  bounds: readonly number[],
  part: number,
): Promise<Cells | undefined> {
  const entries = (bounds[part + 1] ?? 0) - (bounds[part] ?? 0);
  const damaged = (): undefined => opened.damaged(`basket ${part} of branch '${branch.fName}' is damaged`);
  try {
    const basket = await quietly(() => readBasket(opened, branch, part));
    return (basket && decode(basket, entries, item)) ?? damaged();
  } catch {
    return damaged();
  }
}

/** Unpacked data of a basket, without its key. */
interface Basket {
  readonly data: Uint8Array;
  /** Where entries begin, for entries of different sizes. */
  readonly offsets?: readonly number[];
}

async function readBasket({ io, root }: RootFile, branch: TBranch, part: number): Promise<Basket | undefined> {
  const stored = branch.fBaskets.arr[part];
  if (stored?.fBufferRef !== undefined) {
    stored.fBufferRef.locate(0);
    return basketOf(branch, stored, stored.fBufferRef.arr, stored.fBufferRef);
  }
  const view = await root.readBuffer([branch.fBasketSeek[part] as number, branch.fBasketBytes[part] as number]);
  const buffer = new io.TBuffer(view, 0, root);
  const basket = buffer.classStreamer({}, "TBasket");
  const { fKeylen, fObjlen, fNbytes } = basket;
  const packed = fKeylen + fObjlen !== fNbytes;
  const data = packed
    ? await io.R__unzip(view, fObjlen, true, fKeylen)
    : new DataView(view.buffer, view.byteOffset + fKeylen, fObjlen);
  return data === null ? undefined : basketOf(branch, basket, data, new io.TBuffer(data, 0, root));
}

function basketOf(branch: TBranch, basket: TBasket, view: DataView, buffer: TBuffer): Basket {
  const { fKeylen, fLast } = basket;
  if (branch.fEntryOffsetLen > 0) buffer.readBasketEntryOffset(basket, fKeylen);
  const data = new Uint8Array(view.buffer, view.byteOffset, Math.min(fLast - fKeylen, view.byteLength));
  if (branch.fEntryOffsetLen <= 0 || basket.fEntryOffset === undefined) return { data };
  return { data, offsets: Array.from(basket.fEntryOffset, (offset) => offset - fKeylen) };
}

/** Undefined where the numbers of entries and bytes do not go together. */
function decode({ data, offsets }: Basket, entries: number, { dtype, list, length, skip }: Item): Cells | undefined {
  const itemBytes = ITEM_BYTES[dtype];
  const even = data.length / entries;
  if (offsets === undefined ? list || !Number.isInteger(even) : offsets.length < entries) return undefined;
  if (offsets === undefined && skip === 0 && even === length * itemBytes)
    return { values: valuesOf(data.slice(), dtype) };
  const beginOf = (entry: number): number => (entry === entries ? data.length : (offsets?.[entry] ?? entry * even));
  const starts = new Uint32Array(entries + 1);
  for (let entry = 0; entry < entries; entry++) {
    const space = beginOf(entry + 1) - beginOf(entry) - skip;
    // An entry of a counted array without values may have no header.
    const values = list ? Math.max(space, 0) / itemBytes : length;
    if (!Number.isInteger(values) || values * itemBytes > Math.max(space, 0)) return undefined;
    starts[entry + 1] = (starts[entry] as number) + values;
  }
  const total = starts[entries] as number;
  const bytes = new Uint8Array(total * itemBytes);
  for (let entry = 0; entry < entries; entry++) {
    const at = beginOf(entry) + skip;
    const [first, end] = [starts[entry] as number, starts[entry + 1] as number];
    if (end > first) bytes.set(data.subarray(at, at + (end - first) * itemBytes), first * itemBytes);
  }
  const values = valuesOf(bytes, dtype);
  return list ? { values, starts } : { values };
}

/** Values of big-endian bytes of their own. */
function valuesOf(bytes: Uint8Array<ArrayBuffer>, dtype: DType): Cells["values"] {
  const itemSize = ITEM_BYTES[dtype];
  const shape = [bytes.length / itemSize];
  return decodeElements(bytes, { dtype, itemSize, bigEndian: true, fortranOrder: false, shape, start: 0 }, shape);
}
