import { readFileSync } from "node:fs";
import path from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { DataPort } from "../../src/files/stream.js";
import { dataFolder, openFile, port, readAll } from "./workspace.js";

const folder = dataFolder();
const fixture = (name: string): Uint8Array => readFileSync(path.join(import.meta.dirname, "numpy", name));
const container = (name: string): Uint8Array => readFileSync(path.join(import.meta.dirname, "containers", name));
const text = (content: string): Uint8Array => Buffer.from(content);
const members = ["int16_little_C", "float32_little_F", "float64_big_C"].map((name) => port(name, [2, 3]));
const x = [port("x", [2, 3])];

/** Extension, bytes, inputs, most errors that are told, and a selection. */
type Case = readonly [string, Uint8Array, readonly DataPort[], number, string | undefined];

const CASES: readonly Case[] = [
  [".npy", fixture("float32.npy"), x, 1, undefined],
  [".npy", fixture("fortran.npy"), x, 1, undefined],
  // One for each of the arrays.
  [".npz", fixture("stored.npz"), members, 3, undefined],
  [".npz", fixture("deflated.npz"), members, 3, undefined],
  [".dat", fixture("savetxt.dat"), x, 20, undefined],
  [".csv", fixture("savetxt.csv"), x, 20, undefined],
  [".csv", text('a[0],"a[1]",b\n1,2,3\n4,5,"6"\n7,8,9\n'), [port("a", [2]), port("b", [1])], 20, undefined],
  [".hex", text("00 1f 7fff\nff 80 8000\n01 02 0003\n"), [port("a", [2], 8, 8), port("b", [1], 16, 1)], 20, undefined],
  [".h5", container("types.h5"), [port("little_i8", [2, 2])], 1, undefined],
  [".h5", container("types.h5"), [port("x", [3])], 1, "events/features/x"],
  [".parquet", container("snappy.parquet"), x, 1, "pt,list[:5]"],
  [".parquet", container("gzip.parquet"), x, 1, "(pair,list)[:3]"],
  [".root", container("events.root"), x, 1, "Events/eta,pt,charge,good,jet_pt[:2]"],
  [".root", container("vector.root"), x, 1, "modules/hits_time_mc[:6]"],
];

type Mutation = (bytes: Uint8Array) => Uint8Array;

const flips: fc.Arbitrary<Mutation> = fc
  .array(fc.tuple(fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }), fc.integer({ min: 0, max: 7 })), {
    minLength: 1,
    maxLength: 3,
  })
  .map((places) => (bytes) => {
    const out = bytes.slice();
    for (const [place, bit] of places) {
      const at = Math.floor(place * out.length);
      out[at] = (out[at] ?? 0) ^ (1 << bit);
    }
    return out;
  });
const cut: fc.Arbitrary<Mutation> = fc
  .double({ min: 0, max: 1, noNaN: true })
  .map((part) => (bytes) => bytes.slice(0, Math.floor(part * bytes.length)));
const garbage: fc.Arbitrary<Mutation> = fc.uint8Array({ maxLength: 300 }).map((noise) => (bytes) => {
  const kept = bytes.length >> 1;
  return Uint8Array.from([...bytes.slice(0, kept), ...noise, ...bytes.slice(kept)]);
});

describe("damaged files", () => {
  it.each(CASES)("end in a sentence: %s (%#)", async (extension, bytes, wanted, mostErrors, selection) => {
    const more = selection === undefined ? {} : { selection };
    await fc.assert(
      fc.asyncProperty(fc.oneof(flips, cut, garbage), fc.integer({ min: 1, max: 3 }), async (mutate, slice) => {
        const { sources, said } = await openFile(folder.write(`damaged${extension}`, mutate(bytes)), wanted, more);
        let failed = sources === undefined;
        for (const source of sources?.values() ?? []) {
          const values = await readAll(source, slice);
          if (values === undefined) failed = true;
          else expect(values).toHaveLength(source.shape.reduce((a, b) => a * b, 1));
          await source.close();
        }
        expect(said().length > 0).toBe(failed);
        expect(said().length).toBeLessThanOrEqual(mostErrors);
      }),
      { numRuns: 150 },
    );
  });
});
