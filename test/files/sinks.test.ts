import { lstatSync, mkdirSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { describe, expect, it } from "vitest";
import type { OutputArray } from "../../src/data/nd-array.js";
import { writeNpy } from "../../src/data/npy.js";
import { writeNpz } from "../../src/data/npz.js";
import { createReporter } from "../../src/diagnostics/reporter.js";
import { createSink } from "../../src/files/open.js";
import type { ArraySink, DataPort, SinkRequest } from "../../src/files/stream.js";
import { dataFolder, openFile, port, readAll } from "./workspace.js";

const folder = dataFolder();
const EVENTS = 11;
const ports = [port("y", [2, 3], 20, 7), port("z µ", [1], 9, 9, false)];
const DTYPES = ["float32", "float64", "int64"] as const;

/** Mantissas that are different in every element, at both ends of their type's range too. */
function mantissa({ type: { signed, width }, shape }: DataPort, i: number): bigint {
  const last = EVENTS * shape.reduce((a, b) => a * b, 1) - 1;
  const bits = i === 0 ? 1n << BigInt(width - 1) : i === last ? (1n << BigInt(width)) - 1n : BigInt(i * 37 + 3);
  return signed ? BigInt.asIntN(width, bits) : BigInt.asUintN(width, bits);
}

function arrayOf(each: DataPort, dtype: OutputArray["dtype"]): OutputArray {
  const length = each.shape.reduce((a, b) => a * b, EVENTS);
  const mantissas = Array.from({ length }, (_, i) => mantissa(each, i));
  const values = mantissas.map((m) => Number(m) / 2 ** (each.type.width - each.type.int));
  const shape = [EVENTS, ...each.shape];
  if (dtype === "int64") return { shape, dtype, data: BigInt64Array.from(mantissas) };
  if (dtype === "float32") return { shape, dtype, data: Float32Array.from(values) };
  return { shape, dtype, data: Float64Array.from(values) };
}

function events(array: OutputArray, first: number, count: number): OutputArray {
  const size = array.data.length / EVENTS;
  const data = array.data.slice(first * size, (first + count) * size);
  return { ...array, shape: [count, ...array.shape.slice(1)], data } as OutputArray;
}

async function writeAll(sink: ArraySink, arrays: readonly OutputArray[], slice: number): Promise<boolean> {
  for (let first = 0; first < EVENTS; first += slice) {
    const count = Math.min(slice, EVENTS - first);
    if (!(await sink.write(arrays.map((array) => events(array, first, count))))) return false;
  }
  return sink.finish();
}

function request(name: string, wanted: readonly DataPort[], dtype: OutputArray["dtype"]) {
  const reporter = createReporter();
  const said = (): readonly string[] => reporter.diagnostics.map(({ code, message }) => `${code}: ${message}`);
  const undone: (() => void)[] = [];
  const onInterrupt = (undo: () => void) => {
    undone.push(undo);
    return () => void undone.splice(undone.indexOf(undo), 1);
  };
  const sink: SinkRequest = { file: folder.at(name), ports: wanted, events: EVENTS, dtype, reporter, onInterrupt };
  return { sink, said, undone };
}

describe.each([".npz", ".dat", ".csv", ".tsv", ".h5", ".parquet"])("%s", (extension) => {
  it.each(DTYPES)("reads back what it wrote in %s", async (dtype) => {
    const arrays = ports.map((each) => arrayOf(each, dtype));
    const { sink: wanted, said } = request(`out${extension}`, ports, dtype);
    for (const slice of [1, 4, EVENTS]) {
      const sink = await createSink(wanted);
      expect(sink && (await writeAll(sink, arrays, slice))).toBe(true);
      const { sources } = await openFile(wanted.file, ports, { raw: dtype === "int64" });
      for (const [i, each] of ports.entries()) {
        const source = sources?.get(each.name);
        expect(source && (await readAll(source, 3))).toEqual(
          Array.from(arrays[i]?.data ?? [], (v: number | bigint) => v),
        );
        await source?.close();
      }
    }
    expect(said()).toEqual([]);
  });
});

it(".hex reads back the mantissas that it wrote", async () => {
  const arrays = ports.map((each) => arrayOf(each, "int64"));
  const { sink: wanted } = request("out.hex", ports, "int64");
  const sink = await createSink(wanted);
  expect(sink && (await writeAll(sink, arrays, 2))).toBe(true);
  expect(readFileSync(wanted.file, "utf8").split("\n")[0]).toBe("80000 00028 0004d 00072 00097 000bc 100");
  const { sources } = await openFile(wanted.file, ports, { raw: true });
  for (const [i, each] of ports.entries()) {
    const source = sources?.get(each.name);
    expect(source && (await readAll(source, 3))?.map(BigInt)).toEqual([...(arrays[i]?.data ?? [])]);
    await source?.close();
  }
});

it(".npy and .npz are the bytes that the library writes", async () => {
  for (const dtype of DTYPES) {
    const arrays = ports.map((each) => arrayOf(each, dtype));
    const [first, second] = arrays as [OutputArray, OutputArray];
    const [one, many] = [request("same.npy", ports.slice(0, 1), dtype), request("same.npz", ports, dtype)];
    const [npy, npz] = [await createSink(one.sink), await createSink(many.sink)];
    expect(npy && (await writeAll(npy, [first], 3))).toBe(true);
    expect(npz && (await writeAll(npz, arrays, 3))).toBe(true);
    expect(new Uint8Array(readFileSync(one.sink.file))).toEqual(writeNpy(first));
    const entries = new Map([
      ["y", first],
      ["z µ", second],
    ]);
    expect(new Uint8Array(readFileSync(many.sink.file))).toEqual(writeNpz(entries));
  }
});

describe("an unfinished file", () => {
  const arrays = [arrayOf(ports[0] as DataPort, "float32")];

  it("never bears its name, and leaves nothing behind", async () => {
    const before = folder.names();
    const { sink: wanted, undone } = request("new.npy", ports.slice(0, 1), "float32");
    const sink = await createSink(wanted);
    await sink?.write(arrays);
    expect(folder.names()).not.toContain("new.npy");
    await sink?.abort();
    await sink?.abort();
    expect(folder.names()).toEqual(before);
    expect(undone).toEqual([]);
  });

  it("is removed by an interruption", async () => {
    const before = folder.names();
    const { sink: wanted, undone } = request("new.csv", ports.slice(0, 1), "float32");
    const sink = await createSink(wanted);
    await sink?.write(arrays);
    for (const undo of undone) undo();
    expect(folder.names()).toEqual(before);
    await sink?.abort();
  });

  it("leaves the file that was there before", async () => {
    const old = folder.write("kept.npy", "old");
    const sink = await createSink(request("kept.npy", ports.slice(0, 1), "float32").sink);
    await sink?.write(arrays);
    expect(readFileSync(old, "utf8")).toBe("old");
    await sink?.abort();
    expect(readFileSync(old, "utf8")).toBe("old");
  });

  it("is told where its name is taken away", async () => {
    const { sink: wanted, said } = request("taken.npy", ports.slice(0, 1), "float32");
    const sink = await createSink(wanted);
    mkdirSync(wanted.file);
    expect(sink && (await writeAll(sink, arrays, 5))).toBe(false);
    expect(said()).toEqual([expect.stringMatching(/^BX7006: '.*taken.npy' can't be written: it is a folder$/)]);
    expect(folder.names().filter((name) => name.endsWith(".part"))).toEqual([]);
    rmSync(wanted.file, { recursive: true });
  });
});

describe("the place of a file", () => {
  it("is made, followed where it is a link, and refused where it is no file", async () => {
    const arrays = [arrayOf(ports[0] as DataPort, "float32")];
    const deep = await createSink(request("a/b/c.npy", ports.slice(0, 1), "float32").sink);
    expect(deep && (await writeAll(deep, arrays, 5))).toBe(true);
    symlinkSync(folder.at("a/b/c.npy"), folder.at("link.npy"));
    const linked = await createSink(request("link.npy", ports.slice(0, 1), "float32").sink);
    expect(linked && (await writeAll(linked, arrays, 5))).toBe(true);
    expect(lstatSync(folder.at("link.npy")).isSymbolicLink()).toBe(true);
    const said: string[] = [];
    for (const name of ["a/d.npy", "a/b/c.npy/d.npy", "out.h", "a.npy/../a/d.npy/"]) {
      mkdirSync(folder.at("a/d.npy"), { recursive: true });
      const wanted = request(name, ports.slice(0, 1), "float32");
      expect(await createSink(wanted.sink)).toBeUndefined();
      said.push(...wanted.said().map((text) => text.replace(/.*written: /, "")));
    }
    expect(said).toEqual([
      "it is a folder",
      "a part of its path is no folder",
      expect.stringMatching(/^only files named \.npy, \.npz, .* are written$/),
      "it is a folder",
    ]);
  });
});
