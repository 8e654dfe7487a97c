import { open } from "node:fs/promises";
import { eventsIn } from "../data/event-shape.js";
import { whatElse } from "../data/npy.js";
import { reasonOf } from "./file-system.js";
import { formatOfContent, formatOfName, knownExtensions } from "./formats.js";
import type { ArraySink, OpenRequest, SinkRequest, Sources } from "./stream.js";

/**
 * Opens the arrays of a data file that belong to the wanted inputs: by its first bytes, then by its extension. Their
 * shapes fit their ports. Undefined where anything is wrong, all of it reported.
 */
export async function openArrays(request: OpenRequest): Promise<Sources | undefined> {
  const { file, reporter } = request;
  const start = await firstBytes(request);
  if (start === undefined) return undefined;
  const format = formatOfContent(start) ?? formatOfName(file);
  if (format === undefined) {
    reporter.report("BX3101", { found: whatElse(start).found, known: knownExtensions(false) }, { file });
    return undefined;
  }
  const { open: openFormat } = await format.load();
  const sources = await openFormat(request);
  if (sources === undefined || fits(sources, request)) return sources;
  for (const source of sources.values()) await source.close();
  return undefined;
}

function fits(sources: Sources, { wanted, reporter }: OpenRequest): boolean {
  const events = wanted.map((port) => {
    const source = sources.get(port.name);
    return source === undefined ? 0 : eventsIn(source, port, source.origin, reporter);
  });
  return !events.includes(undefined);
}

/** Starts a file of outputs, in the format that its name says; undefined where it can't be made (reported). */
export async function createSink(request: SinkRequest): Promise<ArraySink | undefined> {
  const { file, reporter } = request;
  const format = formatOfName(file);
  const { create } = (await format?.load()) ?? {};
  if (create !== undefined) return create(request);
  const reason = `only files named ${knownExtensions(true).join(", ")} are written`;
  reporter.report("BX7006", { path: file, reason });
  return undefined;
}

/** The beginning of a file the user named, which says what it is; undefined where it can't be read (reported). */
export async function firstBytes({
  file,
  reporter,
}: Pick<OpenRequest, "file" | "reporter">): Promise<Uint8Array | undefined> {
  try {
    const handle = await open(file);
    try {
      const { buffer, bytesRead } = await handle.read(Buffer.alloc(256), 0, 256, 0);
      return buffer.subarray(0, bytesRead);
    } finally {
      await handle.close();
    }
  } catch (error) {
    reporter.report("BX3001", { what: "input", reason: reasonOf(error) }, { file });
    return undefined;
  }
}
