import { describe, expect, test } from "vitest";
import { createReporter } from "../../diagnostics/reporter.js";
import { fromBfloat, fromHalf, rounderOf } from "./dtypes.js";
import { encodeModel, type TensorDescription } from "./encode.js";
import { readModel } from "./read-model.js";

/** The values of a tensor after a round trip through a file, at a place of that file which `pad` shifts. */
function read(tensor: TensorDescription, pad = 0, files: Record<string, Uint8Array> = {}): number[] | string {
  const reporter = createReporter();
  const bytes = encodeModel({
    name: "g".repeat(pad),
    inputs: [{ name: "x", shape: ["N", 1] }],
    outputs: [{ name: "x" }],
    nodes: [],
    initializers: { w: tensor },
  });
  const model = readModel(bytes, "m.onnx", (path) => files[path], reporter);
  return Array.from(model?.initializers.get("w")?.data ?? []);
}

describe("tensor data", () => {
  const CASES: readonly (readonly [string, TensorDescription, readonly number[]])[] = [
    ["float32 as bytes", { shape: [2], data: [0.1, -2] }, [Math.fround(0.1), -2]],
    ["float32 as a field", { shape: [2], data: [0.1, -2], typed: true }, [Math.fround(0.1), -2]],
    ["float64 as bytes", { shape: [2], data: [0.1, -2], dtype: "float64" }, [0.1, -2]],
    ["float64 as a field", { shape: [1], data: [0.1], dtype: "float64", typed: true }, [0.1]],
    ["int64 as bytes", { shape: [3], data: [-1, 2 ** 40, -(2 ** 53)], dtype: "int64" }, [-1, 2 ** 40, -(2 ** 53)]],
    ["int64 as a field", { shape: [2], data: [-1, 2 ** 40], dtype: "int64", typed: true }, [-1, 2 ** 40]],
    ["uint64 as a field", { shape: [1], data: [2 ** 40], dtype: "uint64", typed: true }, [2 ** 40]],
    ["uint64 as bytes", { shape: [1], data: Uint8Array.of(0, 0, 0, 0, 0, 0, 0, 0x80), dtype: "uint64" }, [2 ** 63]],
    ["int32 as bytes", { shape: [2], data: [-7, 7], dtype: "int32" }, [-7, 7]],
    ["int16 as bytes", { shape: [2], data: Uint8Array.of(0xff, 0xff, 1, 0), dtype: "int16" }, [-1, 1]],
    ["uint16 as bytes", { shape: [1], data: Uint8Array.of(0xff, 0xff), dtype: "uint16" }, [65535]],
    ["int8 as bytes", { shape: [2], data: Uint8Array.of(0x80, 0x7f), dtype: "int8" }, [-128, 127]],
    ["int8 as a field", { shape: [2], data: [-128, 127], dtype: "int8", typed: true }, [-128, 127]],
    ["bool as bytes", { shape: [2], data: Uint8Array.of(0, 1), dtype: "bool" }, [0, 1]],
    [
      "float16 as bytes",
      { shape: [2], data: Uint8Array.of(0x00, 0x3c, 0x01, 0x80), dtype: "float16" },
      [1, -(2 ** -24)],
    ],
    ["float16 as a field", { shape: [1], data: [0x7bff], dtype: "float16", typed: true }, [65504]],
    ["bfloat16 as bytes", { shape: [1], data: Uint8Array.of(0xc0, 0xbf), dtype: "bfloat16" }, [-1.5]],
    ["bfloat16 as a field", { shape: [1], data: [0x3f80], dtype: "bfloat16", typed: true }, [1]],
    ["int4, three of two bytes", { shape: [3], data: Uint8Array.of(0x87, 0x0f), dtype: "int4" }, [7, -8, -1]],
    ["uint4 as a field", { shape: [2], data: [0x8f], dtype: "uint4", typed: true }, [15, 8]],
    ["uint2", { shape: [4], data: Uint8Array.of(0b11_10_01_00), dtype: "uint2" }, [0, 1, 2, 3]],
    ["no elements", { shape: [0], data: [] }, []],
  ];
  test.each(CASES)("%s", (_, tensor, values) => expect(read(tensor)).toEqual(values));

  test("bytes at any place of the file", () => {
    for (let pad = 0; pad < 8; pad++)
      expect(read({ shape: [2], data: [1.5, 2.5], dtype: "float64" }, pad)).toEqual([1.5, 2.5]);
  });

  test("data in another file, from an offset", () => {
    const file = new Uint8Array(Float32Array.of(9, 1, 2, 9).buffer);
    const external = { location: "weights/w.bin", offset: 4, length: 8 };
    expect(read({ shape: [2], data: [], external }, 0, { "weights/w.bin": file })).toEqual([1, 2]);
    expect(read({ shape: [4], data: [], external: { location: "w" } }, 0, { w: file })).toEqual([9, 1, 2, 9]);
  });
});

describe("short float formats", () => {
  test("every float16 is its own nearest", () => {
    const round = rounderOf("float16");
    for (let bits = 0; bits < 0x7c00; bits++) {
      const value = fromHalf(bits);
      expect(round(value)).toBe(value);
      const next = fromHalf(bits + 1);
      if (Number.isFinite(next)) expect(round((value + next) / 2)).toBe(bits % 2 === 0 ? value : next);
    }
  });

  test("bfloat16 rounds to even in its 8 bits", () => {
    const round = rounderOf("bfloat16");
    expect([1 + 2 ** -8, 1 + 3 * 2 ** -8, 1 + 2 ** -8 + 2 ** -20].map(round)).toEqual([1, 1 + 2 ** -6, 1 + 2 ** -7]);
    expect(round(fromBfloat(0x7f7f))).toBe(fromBfloat(0x7f7f));
  });
});
