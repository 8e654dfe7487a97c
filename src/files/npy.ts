import type { NdArray } from "../data/nd-array.js";
import { startsWith, whatElse } from "../data/npy.js";
import { decodeElements, elementBytes } from "../data/npy-elements.js";
import {
  fitsNpy,
  NPY_MAGIC,
  NPY_PREFIX,
  type NpyHeader,
  npyDataStart,
  npyHeader,
  readNpyHeader,
} from "../data/npy-header.js";
import type { Reporter } from "../diagnostics/reporter.js";
import { must } from "../support/errors.js";
import { type Bytes, openBytes, type Problem } from "./bytes.js";
import { newFile } from "./new-file.js";
import { selectsNothing, singlePort } from "./ports.js";
import type { ArraySink, ArraySource, OpenRequest, SinkRequest, Sources } from "./stream.js";

/** Longest header that is read; NumPy's own limit for ordinary headers is 10,000 characters. */
const LONGEST_HEADER = 2 ** 20;
/** Bytes of an array in Fortran order that are held at a time: small slices would read a few bytes of each column. */
const WINDOW = 2 ** 26;

export async function open(request: OpenRequest): Promise<Sources | undefined> {
  const port = selectsNothing(request) ? singlePort(request) : undefined;
  if (port === undefined) return undefined;
  const bytes = await openBytes(request.file, request.reporter);
  const source = bytes && (await npySource(bytes, request.file, request.reporter));
  return source && new Map([[port.name, source]]);
}

/** The array of an .npy file, or of a member of an archive; undefined, and closed, where it is none (reported). */
export async function npySource(
  bytes: Bytes,
  origin: string,
  reporter: Reporter,
  window = WINDOW,
): Promise<ArraySource | undefined> {
  const damaged = (reason: string): undefined =>
    void reporter.report("BX3103", { format: ".npy", reason }, { file: origin });
  const header = await readHeader(bytes, origin, reporter, damaged);
  if (header === undefined || !fitsNpy(header, bytes.size, origin, reporter)) {
    await bytes.close();
    return undefined;
  }
  const readSlice = header.fortranOrder ? columnReader(bytes, header, window) : rowReader(bytes, header);
  const read = async (first: number, count: number): Promise<NdArray | undefined> => {
    const data = await readSlice(first, count);
    if (typeof data === "string") return damaged(data);
    return { shape: [count, ...header.shape.slice(1)], dtype: header.dtype, data };
  };
  return { origin, shape: header.shape, dtype: header.dtype, read, close: bytes.close };
}

async function readHeader(
  bytes: Bytes,
  origin: string,
  reporter: Reporter,
  damaged: (reason: string) => undefined,
): Promise<NpyHeader | undefined> {
  const prefix = new Uint8Array(Math.min(bytes.size, NPY_PREFIX));
  const unread = await bytes.read(0, prefix);
  if (unread !== undefined) return damaged(unread);
  if (!startsWith(prefix, NPY_MAGIC)) {
    const beginning = new Uint8Array(Math.min(bytes.size, 256));
    reporter.report("BX3002", whatElse((await bytes.read(0, beginning)) === undefined ? beginning : prefix), {
      file: origin,
    });
    return undefined;
  }
  const start = prefix.length < NPY_PREFIX ? 0 : Math.min(npyDataStart(prefix), bytes.size, LONGEST_HEADER);
  const beginning = new Uint8Array(Math.max(start, prefix.length));
  beginning.set(prefix);
  const problem = await bytes.read(prefix.length, beginning.subarray(prefix.length));
  return problem === undefined ? readNpyHeader(beginning, origin, reporter) : damaged(problem);
}

/** Elements of some events, or what went wrong. */
type ReadSlice = (first: number, count: number) => Promise<NdArray["data"] | NonNullable<Problem>>;

function rowReader(bytes: Bytes, header: NpyHeader): ReadSlice {
  const [, ...event] = header.shape;
  const stride = event.reduce((product, dim) => product * dim, header.itemSize);
  return async (first, count) => {
    const body = ownBytes(count * stride);
    const problem = await bytes.read(header.start + first * stride, body);
    return problem ?? decodeElements(body, header, [count, ...event]);
  };
}

/** In Fortran order the first axis is the fastest: element j of all events lies together, one column after the other. */
function columnReader(bytes: Bytes, header: NpyHeader, most: number): ReadSlice {
  const [events = 0, ...event] = header.shape;
  const { itemSize, start } = header;
  const size = event.reduce((product, dim) => product * dim, 1);
  const least = Math.max(1, Math.floor(most / Math.max(1, size * itemSize)));
  const readWindow = async (first: number, count: number): Promise<Awaited<ReturnType<ReadSlice>>> => {
    const body = ownBytes(count * size * itemSize);
    // All events lie together already.
    const [columns, length] = count === events ? [1, body.length] : [size, count * itemSize];
    for (let column = 0; column < columns; column++) {
      const part = body.subarray(column * length, (column + 1) * length);
      const problem = await bytes.read(start + (column * events + first) * itemSize, part);
      if (problem !== undefined) return problem;
    }
    return decodeElements(body, header, [count, ...event]);
  };
  let window = { first: 0, end: 0, data: new Uint8Array() as NdArray["data"] };
  return async (first, count) => {
    if (first < window.first || first + count > window.end) {
      const end = Math.min(events, first + Math.max(count, least));
      const data = await readWindow(first, end - first);
      if (typeof data === "string") return data;
      window = { first, end, data };
    }
    const from = first - window.first;
    return window.data.slice(from * size, (from + count) * size);
  };
}

/** Memory that is not cleared before it is read into. */
function ownBytes(length: number): Uint8Array<ArrayBuffer> {
  return new Uint8Array(Buffer.allocUnsafeSlow(length).buffer as ArrayBuffer);
}

export async function create(request: SinkRequest): Promise<ArraySink | undefined> {
  const file = await newFile(request);
  const port = must(request.ports[0], "the port of an .npy file");
  const header = npyHeader(request.dtype, [request.events, ...port.shape]);
  if (file === undefined || !(await file.append(header))) return undefined;
  return {
    write: async ([part]) => file.append(elementBytes(must(part, "part of an .npy file").data)),
    finish: file.finish,
    abort: file.abort,
  };
}
