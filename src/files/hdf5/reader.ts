import type { Dataset } from "h5wasm/node";
import type { DType, NdArray } from "../../data/nd-array.js";
import { decodeElements } from "../../data/npy-elements.js";

/** Bytes of a window of whole chunks; chunks of more are read as they are asked for, and unpacked again each time. */
const WINDOW = 2 ** 27;

/**
 * Reads events [first, first + count) of a dataset. Whole chunks are read and kept, since a compressed chunk has to be
 * unpacked for every slice of it. Throws where the file is damaged.
 */
export function datasetReader(
  dataset: Dataset,
  dtype: DType,
  shape: readonly number[],
): (first: number, count: number) => NdArray["data"] {
  const { size: itemSize, chunks } = dataset.metadata;
  const [events = 0, ...event] = shape;
  const size = event.reduce((product, dim) => product * dim, 1);
  const whole = chunks?.[0] ?? 1;
  const least = whole * size * itemSize <= WINDOW ? whole : 1;
  let window = { first: 0, count: 0, data: new Uint8Array() as NdArray["data"] };
  return (first, count) => {
    if (first < window.first || first + count > window.first + window.count) {
      const begin = Math.floor(first / least) * least;
      const end = Math.min(Math.ceil((first + count) / least) * least, events);
      window = { first: begin, count: end - begin, data: readRows(dataset, dtype, begin, end) };
    }
    const from = first - window.first;
    return window.data.slice(from * size, (from + count) * size);
  };
}

function readRows(dataset: Dataset, dtype: DType, begin: number, end: number): NdArray["data"] {
  // The library has no name for 16-bit floats: their bits are read as integers.
  if (dtype === "float16") Object.assign(dataset.metadata, { type: 0, signed: false });
  const found = dataset.slice([[begin, end]]);
  if (!ArrayBuffer.isView(found)) throw new Error(`dataset '${dataset.path}' holds no numbers`);
  const data = found as NdArray["data"];
  if (dtype === "bool") return Uint8Array.from(data as Int8Array);
  if (dtype !== "float16") return data;
  const bits = new Uint8Array(Uint16Array.from(data as Uint16Array).buffer);
  const layout = { dtype, itemSize: 2, bigEndian: false, fortranOrder: false, shape: [data.length], start: 0 };
  return decodeElements(bits, layout, [data.length]);
}
