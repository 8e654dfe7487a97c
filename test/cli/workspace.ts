import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll } from "vitest";
import type { OutputArray } from "../../src/data/nd-array.js";
import { writeNpy } from "../../src/data/npy.js";
import { encodeModel } from "../../src/frontend/onnx/encode.js";

/** A folder of files for one test file, removed after it. */
export interface Workspace {
  /** Path of a file in it. */
  readonly at: (name: string) => string;
  readonly write: (name: string, content: string | Uint8Array) => string;
}

export function workspace(): Workspace {
  const folder = mkdtempSync(path.join(tmpdir(), "bxc-test-"));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  const at = (name: string): string => path.join(folder, name);
  const write = (name: string, content: string | Uint8Array): string => {
    mkdirSync(path.dirname(at(name)), { recursive: true });
    writeFileSync(at(name), content);
    return at(name);
  };
  return { at, write };
}

/** The bytes of a float32 .npy file. */
export function npy(shape: readonly number[], ...values: readonly number[]): Uint8Array {
  return writeNpy({ shape, dtype: "float32", data: Float32Array.from(values) });
}

/** The bytes of an int64 .npy file. */
export function npyInt64(shape: readonly number[], ...values: readonly bigint[]): Uint8Array {
  const array: OutputArray = { shape, dtype: "int64", data: BigInt64Array.from(values) };
  return writeNpy(array);
}

/** y = relu(x · [[1, 0.5], [-1, 0.25], [0, 2]]), three inputs and two outputs an event. */
export function smallModel(): Uint8Array {
  return encodeModel({
    inputs: [{ name: "x", shape: ["N", 3] }],
    outputs: [{ name: "y", shape: ["N", 2] }],
    initializers: { w: { shape: [3, 2], data: [1, 0.5, -1, 0.25, 0, 2] } },
    nodes: [
      { op: "MatMul", name: "fc", inputs: ["x", "w"], outputs: ["h"] },
      { op: "Relu", name: "act", inputs: ["h"], outputs: ["y"] },
    ],
  });
}

/** sum = a + b and difference = a - b, two elements each. */
export function twoPortModel(): Uint8Array {
  return encodeModel({
    inputs: ["a", "b"].map((name) => ({ name, shape: [1, 2] })),
    outputs: ["sum", "difference"].map((name) => ({ name, shape: [1, 2] })),
    nodes: [
      { op: "Add", name: "plus", inputs: ["a", "b"], outputs: ["sum"] },
      { op: "Sub", name: "minus", inputs: ["a", "b"], outputs: ["difference"] },
    ],
  });
}

/** A configuration that names the result types of layers. */
export function resultConfig(types: Readonly<Record<string, string>>): string {
  const layers = Object.entries(types).map(([layer, result]) => [layer, { Precision: { result } }] as const);
  return JSON.stringify({ Numerics: "bunchcross", HLSConfig: { LayerName: Object.fromEntries(layers) } });
}
