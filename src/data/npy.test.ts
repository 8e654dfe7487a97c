import { crc32, deflateRawSync } from "node:zlib";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createReporter } from "../diagnostics/reporter.js";
import type { NdArray, OutputArray } from "./nd-array.js";
import { readNpy, writeNpy } from "./npy.js";
import { readNpz, writeNpz } from "./npz.js";

/** An .npy file by hand: the header text as given, elements written one by one through a DataView. */
function handMade(descr: string, fortran: boolean, shape: string, body: readonly number[], version = 1): Uint8Array {
  const text = `{'descr': ${descr}, 'fortran_order': ${fortran ? "True" : "False"}, 'shape': ${shape}, }\n`;
  const header = new TextEncoder().encode(text);
  const length =
    version === 1 ? [header.length & 255, header.length >> 8] : [header.length & 255, header.length >> 8, 0, 0];
  return Uint8Array.from([0x93, ...new TextEncoder().encode("NUMPY"), version, 0, ...length, ...header, ...body]);
}

function read(bytes: Uint8Array): { array: NdArray | undefined; codes: string[]; messages: string[] } {
  const reporter = createReporter();
  const array = readNpy(bytes, "x.npy", reporter);
  const { diagnostics } = reporter;
  return { array, codes: diagnostics.map(({ code }) => code), messages: diagnostics.map(({ message }) => message) };
}

function values(bytes: Uint8Array): (number | bigint)[] {
  return Array.from(read(bytes).array?.data ?? [], (value: number | bigint) => value);
}

describe("readNpy", () => {
  it.each([
    ["'|b1'", [0, 1, 1], [0, 1, 1]],
    ["'|i1'", [0xff, 0x80, 1], [-1, -128, 1]],
    ["'|u1'", [0xff, 0x80, 1], [255, 128, 1]],
    ["'<i2'", [0xfe, 0xff, 1, 0, 0, 0x80], [-2, 1, -32768]],
    ["'>i2'", [0xff, 0xfe, 0, 1, 0x80, 0], [-2, 1, -32768]],
    ["'>u4'", [0, 0, 1, 0, 0xff, 0xff, 0xff, 0xff, 0, 0, 0, 7], [256, 4294967295, 7]],
    [
      "'<i8'",
      [...new Array(7).fill(0), 0x80, 1, 0, 0, 0, 0, 0, 0, 0, ...new Array(8).fill(0xff)],
      [-(2n ** 63n), 1n, -1n],
    ],
    ["'>u8'", [...new Array(8).fill(0xff), 0, 0, 0, 0, 0, 0, 0, 2, 0, 0, 0, 0, 0, 0, 0, 3], [2n ** 64n - 1n, 2n, 3n]],
    ["'<f2'", [0, 0x3c, 1, 0, 0, 0xc1], [1, 2 ** -24, -2.5]],
    ["'>f4'", [0x3f, 0x80, 0, 0, 0xc0, 0x20, 0, 0, 0, 0, 0, 1], [1, -2.5, 2 ** -149]],
    [
      "'=f8'",
      [...new Array(6).fill(0), 0xf0, 0x3f, ...new Array(6).fill(0), 4, 0xc0, 1, 0, 0, 0, 0, 0, 0, 0],
      [1, -2.5, 2 ** -1074],
    ],
  ])("reads %s", (descr, body, expected) => {
    expect(values(handMade(descr, false, "(3,)", body))).toEqual(expected);
  });

  it.each([1, 2, 3])("reads format version %d", (version) => {
    expect(values(handMade("'|u1'", false, "(2, 1)", [4, 5], version))).toEqual([4, 5]);
  });

  it("reads Node's Buffers, which share one memory and leave the data unaligned", () => {
    const bytes = Buffer.concat([Buffer.from("x"), handMade("'<i2'", false, "(2,)", [1, 0, 2, 0])]).subarray(1);
    expect(values(bytes)).toEqual([1, 2]);
    expect(values(bytes)).toEqual([1, 2]);
  });

  it("undoes Fortran order", () => {
    expect(values(handMade("'|u1'", true, "(2, 3)", [1, 4, 2, 5, 3, 6]))).toEqual([1, 2, 3, 4, 5, 6]);
    expect(values(handMade("'|u1'", true, "(2, 1, 2)", [1, 3, 2, 4]))).toEqual([1, 2, 3, 4]);
  });

  it("reads arrays without axes and without elements", () => {
    expect(read(handMade("'|u1'", false, "()", [9])).array?.shape).toEqual([]);
    expect(read(handMade("'<f4'", false, "(0, 3)", [])).array?.shape).toEqual([0, 3]);
  });

  it.each([
    ["complex numbers", handMade("'<c16'", false, "(1,)", new Array(16).fill(0)), "BX3004"],
    ["long doubles", handMade("'<f16'", false, "(1,)", new Array(16).fill(0)), "BX3004"],
    ["structures", handMade("[('a', '<f4')]", false, "(1,)", [0, 0, 0, 0]), "BX3004"],
    ["objects", handMade("'|O'", false, "(1,)", [1]), "BX3004"],
    ["too few bytes", handMade("'<f4'", false, "(2,)", [0, 0, 0, 0]), "BX3005"],
    ["too many bytes", handMade("'<f4'", false, "(1,)", [0, 0, 0, 0, 0]), "BX3005"],
    ["a shape of 2^80", handMade("'<f4'", false, "(1099511627776, 1099511627776)", []), "BX3005"],
    ["a shape that is no shape", handMade("'<f4'", false, "(1 2,)", [0, 0, 0, 0]), "BX3003"],
    ["no shape", handMade("'<f4', 'x': 1", false, "3", [0, 0, 0, 0]), "BX3003"],
    ["an unknown version", handMade("'<f4'", false, "(0,)", [], 9), "BX3003"],
    ["a header cut short", handMade("'<f4'", false, "(0,)", []).slice(0, 20), "BX3003"],
    ["a file cut in its magic", handMade("'<f4'", false, "(0,)", []).slice(0, 9), "BX3003"],
    ["an empty file", new Uint8Array(), "BX3002"],
    ["text", new TextEncoder().encode("1 2 3\n"), "BX3002"],
    [
      "an LFS pointer",
      new TextEncoder().encode("version https://git-lfs.github.com/spec/v1\noid sha256:0\n"),
      "BX3002",
    ],
    ["a ZIP archive", new TextEncoder().encode("PK\x03\x04"), "BX3002"],
  ])("refuses %s", (_, bytes, code) => {
    expect(read(bytes)).toMatchObject({ array: undefined, codes: [code] });
  });

  it("says what a Git LFS pointer is", () => {
    const pointer = new TextEncoder().encode("version https://git-lfs.github.com/spec/v1\n");
    expect(read(pointer).messages).toEqual(["this is no .npy or .npz file: it is a Git LFS pointer"]);
  });
});

const output: fc.Arbitrary<OutputArray> = fc.oneof(
  fc.float64Array({ maxLength: 12 }).map((data) => ({ shape: [data.length], dtype: "float64" as const, data })),
  fc.float32Array({ maxLength: 12 }).map((data) => ({ shape: [1, data.length], dtype: "float32" as const, data })),
  fc.bigInt64Array({ maxLength: 12 }).map((data) => ({ shape: [data.length, 1, 1], dtype: "int64" as const, data })),
);

describe("writing", () => {
  it("reads back what was written, element by element", () => {
    fc.assert(
      fc.property(output, (array) => {
        expect(read(writeNpy(array)).array).toEqual(array);
      }),
    );
  });

  it("starts the data at a multiple of 64 bytes, as NumPy does", () => {
    const bytes = writeNpy({ shape: [1], dtype: "int64", data: BigInt64Array.of(-2n) });
    expect(bytes.length).toBe(64 + 64 + 8);
    expect(Array.from(bytes.slice(-8))).toEqual([0xfe, 255, 255, 255, 255, 255, 255, 255]);
    expect(new TextDecoder().decode(bytes.slice(10, 128)).trimEnd()).toBe(
      "{'descr': '<i8', 'fortran_order': False, 'shape': (1,), }",
    );
  });

  it("round-trips archives and gives the same bytes twice", () => {
    fc.assert(
      fc.property(fc.dictionary(fc.stringMatching(/^[a-z][\w./ -]{0,8}$/), output), (arrays) => {
        const entries = new Map(Object.entries(arrays));
        const bytes = writeNpz(entries);
        expect(readNpz(bytes, "x.npz", createReporter())).toEqual(entries);
        expect(writeNpz(entries)).toEqual(bytes);
      }),
    );
  });
});

/** A ZIP archive with one deflated entry, written field by field after PKWARE's APPNOTE. */
function deflated(name: string, content: Uint8Array): Uint8Array {
  const packed = deflateRawSync(content);
  const words = (...pairs: [number, 2 | 4][]): number[] =>
    pairs.flatMap(([value, bytes]) => Array.from({ length: bytes }, (_, i) => (value >>> (8 * i)) & 255));
  const title = [...new TextEncoder().encode(name)];
  const sizes: [number, 2 | 4][] = [
    [crc32(content), 4],
    [packed.length, 4],
    [content.length, 4],
    [title.length, 2],
    [0, 2],
  ];
  const local = [...words([0x04034b50, 4], [20, 2], [0, 2], [8, 2], [0, 2], [33, 2], ...sizes), ...title, ...packed];
  const central = [
    ...words([0x02014b50, 4], [20, 2], [20, 2], [0, 2], [8, 2], [0, 2], [33, 2], ...sizes),
    ...words([0, 2], [0, 2], [0, 2], [0, 4], [0, 4]),
    ...title,
  ];
  const end = words([0x06054b50, 4], [0, 2], [0, 2], [1, 2], [1, 2], [central.length, 4], [local.length, 4], [0, 2]);
  return Uint8Array.from([...local, ...central, ...end]);
}

function withFlip(bytes: Uint8Array, at: number): Uint8Array {
  return bytes.map((byte, i) => (i === at ? byte ^ 16 : byte));
}

describe("readNpz", () => {
  it("inflates what numpy.savez_compressed deflated", () => {
    const archive = deflated("x.npy", handMade("'|u1'", false, "(300,)", new Array(300).fill(7)));
    const arrays = readNpz(archive, "x.npz", createReporter());
    expect(arrays?.get("x")?.data).toEqual(new Uint8Array(300).fill(7));
  });

  it.each([
    [
      "a damaged archive",
      withFlip(deflated("x.npy", handMade("'|u1'", false, "(300,)", new Array(300).fill(7))), 60),
      "BX3006",
    ],
    ["a truncated archive", deflated("x.npy", handMade("'|u1'", false, "(3,)", [1, 2, 3])).slice(0, 60), "BX3006"],
    ["an entry that is no array", deflated("x.txt", new TextEncoder().encode("hello")), "BX3002"],
    ["no archive", new TextEncoder().encode("hello"), "BX3002"],
  ])("refuses %s", (_, bytes, code) => {
    const reporter = createReporter();
    expect(readNpz(bytes, "x.npz", reporter)).toBeUndefined();
    expect(reporter.diagnostics.map((diagnostic) => diagnostic.code)).toEqual([code]);
  });
});
