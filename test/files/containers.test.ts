import { copyFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it, vi } from "vitest";
import { createReporter } from "../../src/diagnostics/reporter.js";
import { createSink, openArrays } from "../../src/files/open.js";
import type { DataPort } from "../../src/files/stream.js";
import { dataFolder, openFile, port, readAll } from "./workspace.js";

const folder = dataFolder();
const fixture = (name: string): string => path.join(import.meta.dirname, "containers", name);

/** Events of an input, read 3 at a time; or what was said instead. */
async function values(name: string, shape: readonly number[], selection?: string, input = "x"): Promise<unknown> {
  const { sources, said } = await openFile(
    fixture(name),
    [port(input, shape)],
    selection === undefined ? {} : { selection },
  );
  const source = sources?.get(input);
  if (source === undefined) return said();
  const all = await readAll(source, 3);
  await source.close();
  return all === undefined ? said() : { shape: source.shape, dtype: source.dtype, values: all };
}

/** `CODE: message | hint`, and `^` with what stands at the caret. */
async function refusal(file: string, wanted: readonly DataPort[], selection?: string): Promise<readonly string[]> {
  const reporter = createReporter();
  const more = selection === undefined ? {} : { selection };
  const sources = await openArrays({ file: fixture(file), wanted, raw: false, reporter, ...more });
  for (const source of sources?.values() ?? []) {
    await readAll(source, 7);
    await source.close();
  }
  return reporter.diagnostics.map(({ code, message, hint, at: { source, column } }) => {
    const caret = source === undefined || column === undefined ? "" : ` ^${source.slice(column - 1)}`;
    return `${code}: ${message}${hint === undefined ? "" : ` | ${hint}`}${caret}`;
  });
}

const N = 20;
const events = Array.from({ length: N }, (_, i) => i);
const counts = events.map((i) => i % 4);
/** The lists of the fixtures: 0, 1, 2, ... in lists of 0, 1, 2, 3, 0, 1, ... */
const lists = counts.map((count, i) => {
  const first = counts.slice(0, i).reduce((a, b) => a + b, 0);
  return Array.from({ length: count }, (_, j) => first + j);
});
const padded = (length: number, pad: number) => lists.map((list) => Array.from({ length }, (_, j) => list[j] ?? pad));

describe("HDF5", () => {
  const types = ["i1", "i2", "i4", "i8", "u1", "u2", "u4", "u8", "f2", "f4", "f8"];
  it.each(types.flatMap((type) => [`little_${type}`, `big_${type}`]))("reads %s", async (name) => {
    const [, kind = "", bytes] = /_(.)(.)$/.exec(name) ?? [];
    const dtype = `${{ i: "int", u: "uint", f: "float" }[kind]}${Number(bytes) * 8}`;
    const numbers = Array.from({ length: 24 }, (_, i) => (kind === "u" ? i : i - 8));
    expect(await values("types.h5", [2, 2], name)).toEqual({
      shape: [6, 2, 2],
      dtype,
      values: bytes === "8" && kind !== "f" ? numbers.map(BigInt) : numbers,
    });
  });

  it("reads booleans, and compressed chunks by windows", async () => {
    const flags = Array.from({ length: 24 }, (_, i) => (i % 3 === 0 ? 1 : 0));
    expect(await values("types.h5", [2, 2], "/bool")).toMatchObject({ dtype: "bool", values: flags });
    const all = Array.from({ length: 300 }, (_, i) => i);
    expect(await values("types.h5", [3], "/events/features/x")).toMatchObject({ shape: [100, 3], values: all });
  });

  it("takes the only dataset of a file, or the one of the input's name", async () => {
    expect(await values("x.h5", [2])).toMatchObject({ shape: [6, 2] });
    expect(await values("types.h5", [2, 2], undefined, "little_f4")).toMatchObject({ dtype: "float32" });
  });

  it("says what is wrong", async () => {
    const x = [port("x", [3])];
    expect(await refusal("types.h5", x, "/event/features/x")).toEqual([
      "BX3041: there is no dataset 'event/features/x' | did you mean 'events/features/x'? ^/event/features/x",
    ]);
    expect(await refusal("types.h5", x, "text")).toEqual([
      expect.stringMatching(
        /^BX3042: dataset 'text' holds string values of 8 bits, which can't be read .* \| the file has 'big_f2', /,
      ),
    ]);
    expect(await refusal("types.h5", x)).toEqual([
      expect.stringMatching(/^BX3104: .* no array named 'x'; it holds 'big_f2'/),
    ]);
    expect(await refusal("types.h5", x, "one")).toEqual([expect.stringMatching(/^BX3013: /)]);
    expect(await refusal("types.h5", [...x, port("y", [1])], "bool")).toEqual([expect.stringMatching(/^BX7002: /)]);
  });
});

describe("Parquet", () => {
  it.each(["snappy", "gzip", "zstd", "lz4", "brotli", "none"])("reads every type of numbers: %s", async (codec) => {
    const read = (name: string) => values(`${codec}.parquet`, [1], name);
    expect(await read("pt")).toEqual({ shape: [N, 1], dtype: "float32", values: events.map((i) => i + 0.5) });
    expect(await read("eta")).toMatchObject({ dtype: "float64", values: events.map((i) => -i / 4 + 0) });
    expect(await read("id")).toMatchObject({ dtype: "int64", values: events.map((i) => 2n ** 60n + BigInt(i)) });
    expect(await read("charge")).toMatchObject({ dtype: "int8", values: events.map((i) => (i % 3) - 1) });
    expect(await read("good")).toMatchObject({ dtype: "bool", values: events.map((i) => 1 - (i % 2)) });
    expect(await read("half")).toMatchObject({ dtype: "float16", values: events.map((i) => i + 0.5) });
    expect(await read("small")).toMatchObject({ dtype: "uint16", values: events });
  });

  it("puts columns side by side, and lists to the length that is told", async () => {
    expect(await values("snappy.parquet", [3], "pt,charge, eta")).toMatchObject({
      dtype: "float64",
      values: events.flatMap((i) => [i + 0.5, (i % 3) - 1, -i / 4 + 0]),
    });
    expect(await values("snappy.parquet", [2], "list[:2|pad=-1]")).toMatchObject({
      shape: [N, 2],
      values: padded(2, -1).flat(),
    });
    // Every list of `pair` has the same length, so it needs no [:n].
    expect(await values("snappy.parquet", [2], "pair")).toMatchObject({ values: events.flatMap((i) => [i, -i + 0]) });
  });

  it("takes columns in the order of the file where they are as many as the input's elements", async () => {
    expect(await refusal("plain.parquet", [port("x", [2])])).toEqual([
      "BX3045: input 'x' takes every numeric column, in this order: 'eta', 'pt' | a selection behind the file's name (FILE:a,b,c) makes sure",
    ]);
    expect(await values("plain.parquet", [2])).toMatchObject({ values: events.flatMap((i) => [-i / 4 + 0, i + 0.5]) });
    expect(await values("plain.parquet", [1], undefined, "pt")).toMatchObject({ values: events.map((i) => i + 0.5) });
  });

  it("says what is wrong", async () => {
    const x = [port("x", [2])];
    const said = (selection?: string, wanted = x) => refusal("snappy.parquet", wanted, selection);
    expect(await said("pt,etta")).toEqual(["BX3041: there is no column 'etta' | did you mean 'eta'? ^etta"]);
    expect(await said("name,pt")).toEqual([
      expect.stringMatching(/^BX3042: column 'name' holds STRING, .* \| the file has 'pt', .* \^name,pt$/),
    ]);
    expect(await said("day")).toEqual([expect.stringMatching(/^BX3042: column 'day' holds DATE, /)]);
    expect(await said("list")).toEqual([
      "BX3043: column 'list' holds lists of different lengths, the longest of 3 values in the first 8 events | write list[:3] to take the first 3, missing ones 0, or list[:N|pad=-1] ^list",
    ]);
    expect(await said("hole,pt")).toEqual([
      "BX3048: column 'hole' is null at row 13 | fill it in the file; lists can be padded: NAME[:10|pad=0]",
    ]);
    expect(await said()).toEqual([
      expect.stringMatching(
        /^BX3044: input 'x' needs 2 values an event; no column has its name, and 10 numeric columns can be taken \| name them: --input 'x=FILE:NAME,NAME,\.\.\.'; there are 'pt', /,
      ),
    ]);
    expect(await said("id,pt")).toEqual([
      "BX3046: 'pt' (float32) and 'id' (int64) can't be put into one array without loss | convert one of them in the file",
    ]);
    expect(await said("pair[:2|pad=0.5]")).toEqual([
      "BX3047: 'pair' is of type int32, which has no value 0.5 to pad with",
    ]);
    expect(await said("pt[:3]")).toEqual([
      "BX3040: column 'pt' has one value an event: nothing to take [:3] of | the columns of a group (a,b)[:N] are lists of one length ^pt[:3]",
    ]);
    expect(await said("pt")).toEqual([expect.stringMatching(/^BX3012: .*axis 1 has length 1 instead of 2/)]);
    expect(await said("pt,eta", [...x, port("y", [2])])).toEqual([expect.stringMatching(/^BX7002: /)]);
  });
});

describe("ROOT", () => {
  const read = (shape: readonly number[], branches: string) => values("events.root", shape, `Events/${branches}`);

  it("reads scalars, arrays and lists of every codec", async () => {
    expect(await read([1], "pt")).toEqual({ shape: [N, 1], dtype: "float32", values: events.map((i) => i + 0.5) });
    expect(await read([1], "eta")).toMatchObject({ dtype: "float64", values: events.map((i) => -i / 4 + 0) });
    expect(await read([1], "id")).toMatchObject({ dtype: "int64", values: events.map((i) => 2n ** 60n + BigInt(i)) });
    expect(await read([1], "charge")).toMatchObject({ dtype: "int8", values: events.map((i) => (i % 3) - 1) });
    expect(await read([1], "good")).toMatchObject({ dtype: "bool", values: events.map((i) => 1 - (i % 2)) });
    expect(await read([3], "triple")).toMatchObject({ values: Array.from({ length: 3 * N }, (_, i) => i) });
    expect(await read([4], "jet_pt[:4]")).toMatchObject({ values: padded(4, 0).flat() });
    expect(await read([2], "jet_pt[:2|pad=-1]")).toMatchObject({ values: padded(2, -1).flat() });
  });

  it("makes features of objects of several lists", async () => {
    const objects = padded(3, 0).map((list) => list.flatMap((v) => [v, v === 0 ? v : -v]));
    const expected = objects.flat().map((v) => v + 0);
    const plain = async (shape: readonly number[], branches: string) => {
      const found = (await read(shape, branches)) as { shape: number[]; values: number[] };
      return { shape: found.shape, values: found.values.map((v) => v + 0) };
    };
    expect(await plain([3, 2], "jet_pt[:3],jet_eta[:3]")).toEqual({ shape: [N, 3, 2], values: expected });
    expect(await plain([6], "(jet_pt,jet_eta)[:3]")).toMatchObject({ values: expected });
    const rows = padded(3, 0).flatMap((list) => [...list, ...list.map((v) => -v + 0)]);
    expect(await plain([2, 3], "jet_pt[:3],jet_eta[:3]")).toEqual({ shape: [N, 2, 3], values: rows });
    expect(await plain([6], "jet_pt[:3],jet_eta[:3]")).toEqual({ shape: [N, 6], values: rows });
  });

  it("reads vectors and leaves of branches that ROOT wrote", async () => {
    const { shape, dtype } = (await values("vector.root", [4], "modules/hits_time_mc[:4]")) as Record<string, unknown>;
    expect({ shape, dtype }).toEqual({ shape: [5, 4], dtype: "float32" });
    expect(await values("vector.root", [1], "hits_n")).toMatchObject({ shape: [5, 1], dtype: "int32" });
    expect(await values("leaflist.root", [3], "tree/nop.x1,nop.x2,nop.x3")).toMatchObject({
      shape: [5, 3],
      dtype: "int64",
    });
  });

  it("reads trees in folders", async () => {
    expect(await values("events.root", [1], "more/small/x")).toMatchObject({ values: [0, 1, 2, 3] });
  });

  it("says what is wrong", async () => {
    const x = [port("x", [2])];
    const said = (selection?: string) => refusal("events.root", x, selection);
    expect(await said("Event/pt")).toEqual(["BX3041: there is no tree 'Event' | did you mean 'Events'?"]);
    expect(await said("newer/x")).toEqual([
      "BX3042: tree 'newer' holds ROOT::RNTuple, which can't be read as numbers | the file has 'Events', 'more/small'",
    ]);
    expect(await said()).toEqual([
      expect.stringMatching(/^BX3040: the file has several trees: Events, more\/small \| name one: /),
    ]);
    expect(await said("Events/Jet_pt[:2]")).toEqual([
      "BX3041: there is no branch 'Jet_pt' | did you mean 'jet_pt'? ^Jet_pt[:2]",
    ]);
    expect(await said("Events/jet_pt")).toEqual([
      "BX3043: branch 'jet_pt' holds lists of different lengths, the longest of 3 values in the first 8 events | write jet_pt[:3] to take the first 3, missing ones 0, or jet_pt[:N|pad=-1] ^jet_pt",
    ]);
    expect(await said("Events/(jet_pt,triple)[:2")).toEqual([expect.stringMatching(/^BX3040: '\[' is not expected /)]);
    expect(await said("Events/(jet_pt,triple)[:2]")).toEqual([
      expect.stringMatching(/^BX3012: data of shape \(20, 4\) does not fit \(N, 2\): axis 1 has length 4/),
    ]);
  });

  it("names the package that is missing", async () => {
    vi.doMock("jsroot/io", () => {
      throw new Error("Cannot find package 'jsroot'");
    });
    expect(await refusal("events.root", [port("x", [1])], "Events/pt")).toEqual([
      "BX3049: ROOT files need the package 'jsroot', which can't be loaded | run `npm install jsroot`",
    ]);
    vi.doUnmock("jsroot/io");
  });

  it("can't be written", async () => {
    const reporter = createReporter();
    const ports = [port("y", [1])];
    const sink = await createSink({ file: folder.at("y.root"), ports, events: 1, dtype: "float32", reporter });
    expect(sink).toBeUndefined();
    expect(reporter.diagnostics.map(({ message }) => message)).toEqual([
      expect.stringMatching(/only files named \.npy, \.npz, .*\.h5, \.hdf5, \.parquet are written$/),
    ]);
    expect(folder.names()).not.toContain("y.root");
  });
});

describe.each([".h5", ".parquet"])("%s", (extension) => {
  it.each([
    { shape: [2, 1], dtype: "float32", data: Float32Array.of(Math.fround(0.1), -0) },
    { shape: [2, 1], dtype: "float64", data: Float64Array.of(0.1, 2 ** -1074) },
    { shape: [2, 1], dtype: "int64", data: BigInt64Array.of(2n ** 62n + 1n, -1n) },
  ] as const)("keeps every bit of $dtype", async (array) => {
    const file = folder.at(`bits${extension}`);
    const ports = [port("group/y:0", [1])];
    const { dtype } = array;
    const sink = await createSink({ file, ports, events: 2, dtype, reporter: createReporter() });
    expect((await sink?.write([array])) && (await sink?.finish())).toBe(true);
    const { sources } = await openFile(file, [port("x", [1])]);
    const source = sources?.get("x");
    expect([source?.dtype, source && (await readAll(source, 2))]).toEqual([dtype, [...array.data]]);
    await source?.close();
  });

  it("removes what was written of a file that is given up", async () => {
    const reporter = createReporter();
    const before = folder.names();
    const request = {
      file: folder.at(`given-up${extension}`),
      ports: [port("y", [1])],
      events: 9,
      dtype: "float32",
    } as const;
    const sink = await createSink({ ...request, reporter });
    expect(folder.names()).not.toEqual(before);
    expect(await sink?.write([{ shape: [1, 1], dtype: "float32", data: Float32Array.of(1) }])).toBe(true);
    await sink?.abort();
    await sink?.abort();
    expect(folder.names()).toEqual(before);
    expect(reporter.diagnostics).toEqual([]);
  });
});

it("files are told by their contents, not their names", async () => {
  copyFileSync(fixture("x.h5"), folder.at("x.dat"));
  const { sources } = await openFile(folder.at("x.dat"), [port("x", [2])]);
  expect(sources?.get("x")?.shape).toEqual([6, 2]);
  await sources?.get("x")?.close();
});
