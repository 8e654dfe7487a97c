import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll } from "vitest";
import { createReporter } from "../../src/diagnostics/reporter.js";
import { openArrays } from "../../src/files/open.js";
import type { ArraySource, DataPort, OpenRequest, Sources } from "../../src/files/stream.js";
import { fixed } from "../../src/fixed/types.js";

export interface Opened {
  readonly sources: Sources | undefined;
  /** `CODE: message`, with `line:column` in front of it where they are known; grows as arrays are read. */
  readonly said: () => readonly string[];
}

/** A folder of files that is removed after the tests. */
export function dataFolder() {
  const folder = mkdtempSync(path.join(tmpdir(), "bxc-files-"));
  afterAll(() => rmSync(folder, { recursive: true }));
  const at = (name: string): string => path.join(folder, name);
  return {
    at,
    names: (): readonly string[] => readdirSync(folder),
    write: (name: string, content: string | Uint8Array): string => {
      writeFileSync(at(name), content);
      return at(name);
    },
  };
}

export function port(name: string, shape: readonly number[], width = 16, int = 6, signed = true): DataPort {
  return { name, shape, type: fixed(signed, width, int) };
}

export async function openFile(
  file: string,
  wanted: readonly DataPort[],
  more: Partial<OpenRequest> = {},
): Promise<Opened> {
  const reporter = createReporter();
  const sources = await openArrays({ file, wanted, raw: false, reporter, ...more });
  const said = () =>
    reporter.diagnostics.map(({ code, message, at: { line, column } }) => {
      const place = [line, column].filter((part) => part !== undefined).join(":");
      return `${place}${place === "" ? "" : " "}${code}: ${message}`;
    });
  return { sources, said };
}

/** All elements, read in slices of some length. */
export async function readAll(source: ArraySource, slice: number): Promise<(number | bigint)[] | undefined> {
  const [events = 0] = source.shape;
  const all: (number | bigint)[] = [];
  for (let first = 0; first < events; first += slice) {
    const part = await source.read(first, Math.min(slice, events - first));
    if (part === undefined) return undefined;
    for (const value of part.data) all.push(value);
  }
  return all;
}
