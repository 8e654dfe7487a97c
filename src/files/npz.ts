import { crc32 } from "node:zlib";
import { elementBytes } from "../data/npy-elements.js";
import { npyHeader } from "../data/npy-header.js";
import { arrayName, PROVENANCE_MEMBER } from "../data/npz.js";
import {
  entryStart,
  type Found,
  findDirectory,
  LOCAL_HEADER,
  readDirectory,
  ZIP_TAIL,
  type ZipEntry,
} from "../data/zip.js";
import { centralDirectory, localHeader, placeMembers } from "../data/zip-layout.js";
import { createReporter, type Reporter } from "../diagnostics/reporter.js";
import { type Bytes, checked, inflated, openBytes, section } from "./bytes.js";
import { newFile } from "./new-file.js";
import { npySource } from "./npy.js";
import { matchNames } from "./ports.js";
import type { ArraySink, ArraySource, OpenRequest, SinkRequest, Sources } from "./stream.js";

/** A directory that takes more is no directory of arrays. */
const LARGEST_DIRECTORY = 2 ** 28;
/** A record of where data come from is a page or two. */
const LARGEST_RECORD = 2 ** 20;

export async function open(request: OpenRequest): Promise<Sources | undefined> {
  const { file, reporter } = request;
  const bytes = await openBytes(file, reporter);
  if (bytes === undefined) return undefined;
  const entries = await entriesOf(bytes);
  await bytes.close();
  if (entries.problem !== undefined) {
    reporter.report("BX3006", { reason: entries.problem }, { file });
    return undefined;
  }
  const arrays = entries.found.filter(({ name }) => name !== PROVENANCE_MEMBER);
  const members = new Map(arrays.map((entry) => [arrayName(entry.name), entry]));
  const sources = new Map<string, ArraySource>();
  const matches = matchNames([...members.keys()], request);
  for (const { port, name } of matches) {
    const entry = members.get(name);
    const source = entry && (await memberSource(entry, request));
    if (source !== undefined) sources.set(port.name, source);
  }
  if (matches.length > 0 && sources.size === matches.length) return sources;
  for (const source of sources.values()) await source.close();
  return undefined;
}

/** The member that is no array, where there is one. */
export async function record(file: string): Promise<Readonly<Record<string, unknown>> | undefined> {
  const bytes = await openBytes(file, createReporter());
  const entries = bytes && (await entriesOf(bytes));
  await bytes?.close();
  const entry = entries?.found?.find(({ name }) => name === PROVENANCE_MEMBER);
  if (entry === undefined || entry.size > LARGEST_RECORD) return undefined;
  const content = await memberContent(entry, file, createReporter());
  const text = new Uint8Array(entry.size);
  const problem = await content?.read(0, text);
  await content?.close();
  return content === undefined || problem !== undefined ? undefined : JSON.parse(new TextDecoder().decode(text));
}

async function entriesOf(bytes: Bytes): Promise<Found<readonly ZipEntry[]>> {
  const tail = new Uint8Array(Math.min(bytes.size, ZIP_TAIL));
  const unread = await bytes.read(bytes.size - tail.length, tail);
  if (unread !== undefined) return { problem: unread };
  const place = findDirectory(tail, bytes.size - tail.length);
  if (place.problem !== undefined) return place;
  const { offset, size, entries } = place.found;
  if (size > LARGEST_DIRECTORY) return { problem: "its directory is damaged" };
  const directory = new Uint8Array(size);
  const problem = await bytes.read(offset, directory);
  return problem === undefined ? readDirectory(directory, entries, offset) : { problem };
}

async function memberSource(entry: ZipEntry, { file, reporter }: OpenRequest): Promise<ArraySource | undefined> {
  const content = await memberContent(entry, file, reporter);
  return content && npySource(content, `${file}/${entry.name}`, reporter);
}

/** The bytes of one member, by an opening of the file of its own. */
async function memberContent(entry: ZipEntry, file: string, reporter: Reporter): Promise<Bytes | undefined> {
  const bytes = await openBytes(file, reporter);
  if (bytes === undefined) return undefined;
  const header = new Uint8Array(LOCAL_HEADER);
  const unread = await bytes.read(entry.offset, header);
  const start = unread === undefined ? entryStart(header, entry) : { problem: unread };
  if (start.problem !== undefined) {
    reporter.report("BX3006", { reason: start.problem }, { file });
    await bytes.close();
    return undefined;
  }
  const content =
    entry.method === "stored"
      ? section(bytes, start.found, entry.size)
      : inflated(bytes, start.found, start.found + entry.packedSize, entry.size);
  return checked(content, entry.crc);
}

/** Members are stored, so every place is known at the start: outputs grow side by side, checksums come last. */
export async function create(request: SinkRequest): Promise<ArraySink | undefined> {
  const { ports, events, dtype, provenance } = request;
  const text = provenance && new TextEncoder().encode(`${JSON.stringify(provenance, null, 2)}\n`);
  const beginnings = ports.map(({ shape }) => npyHeader(dtype, [events, ...shape]));
  const sizes = ports.map(({ name, shape }, i) => ({
    name: `${name}.npy`,
    size: shape.reduce((product, dim) => product * dim, events * ITEM_SIZES[dtype]) + (beginnings[i]?.length ?? 0),
  }));
  if (text !== undefined) {
    beginnings.push(text);
    sizes.push({ name: PROVENANCE_MEMBER, size: text.length });
  }
  const members = placeMembers(sizes);
  const file = await newFile(request);
  if (file === undefined) return undefined;
  const crcs = members.map(() => 0);
  const ends = members.map(({ start }) => start);
  const append = (i: number, bytes: Uint8Array): Promise<boolean> => {
    const at = ends[i] ?? 0;
    crcs[i] = crc32(bytes, crcs[i]);
    ends[i] = at + bytes.length;
    return file.writeAt(at, bytes);
  };
  const appendAll = async (parts: readonly Uint8Array[]): Promise<boolean> => {
    for (const [i, part] of parts.entries()) if (!(await append(i, part))) return false;
    return true;
  };
  if (!(await appendAll(beginnings))) return undefined;
  const finish = async (): Promise<boolean> => {
    for (const [i, member] of members.entries())
      if (!(await file.writeAt(member.offset, localHeader(member, crcs[i] ?? 0)))) return false;
    const last = members.at(-1);
    const end = last === undefined ? 0 : last.start + last.size;
    return (await file.writeAt(end, centralDirectory(members, crcs))) && file.finish();
  };
  return { write: (parts) => appendAll(parts.map(({ data }) => elementBytes(data))), finish, abort: file.abort };
}

const ITEM_SIZES = { float32: 4, float64: 8, int64: 8 } as const;
