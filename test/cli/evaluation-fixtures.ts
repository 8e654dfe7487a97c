import { readFileSync } from "node:fs";
import { Ajv } from "ajv";
import { writeNpz } from "../../src/data/npz.js";
import { encodeModel } from "../../src/frontend/onnx/encode.js";
import { createRandom } from "../../src/support/random.js";

const validate = new Ajv({ strict: false }).compile(JSON.parse(readFileSync("schema/evaluation.schema.json", "utf8")));

/** What schema/evaluation.schema.json finds wrong with a file; null where nothing is. */
export function schemaErrors(file: string): typeof validate.errors {
  validate(JSON.parse(readFileSync(file, "utf8")));
  return validate.errors ?? null;
}

/** y = x, of so many elements. */
export function passThrough(size: number, output = "y"): Uint8Array {
  const data = Array.from({ length: size * size }, (_, i) => (i % (size + 1) === 0 ? 1 : 0));
  return encodeModel({
    inputs: [{ name: "x", shape: ["N", size] }],
    outputs: [{ name: output, shape: ["N", size] }],
    initializers: { w: { shape: [size, size], data } },
    nodes: [{ op: "MatMul", name: "fc", inputs: ["x", "w"], outputs: [output] }],
  });
}

/** Arrays [events] or [events, size] as an archive of float32. */
export function archive(
  arrays: Readonly<Record<string, { shape: readonly number[]; data: Iterable<number> }>>,
): Uint8Array {
  const made = Object.entries(arrays).map(([name, { shape, data }]) => {
    return [name, { shape, dtype: "float32", data: Float32Array.from(data) }] as const;
  });
  return writeNpz(new Map(made));
}

export interface TwoGaussians {
  readonly x: Float32Array;
  readonly label: Float32Array;
  readonly weight: Float32Array;
  readonly pt: Float32Array;
}

/** Background around 0 and signal around 1, both of width 1, on a grid of 1/16. */
export function twoGaussians(events: number): TwoGaussians {
  const { normal, exponential } = createRandom(1, "two Gaussians");
  const label = Float32Array.from({ length: events }, (_, i) => i % 2);
  return {
    label,
    x: label.map((kind) => Math.round(16 * (normal() + kind)) / 16),
    weight: label.map(exponential),
    pt: label.map(() => 20 + 30 * exponential()),
  };
}

export function gaussianArchive({ x, label, weight, pt }: TwoGaussians): Uint8Array {
  const shape = [label.length];
  return archive({
    x: { shape: [label.length, 1], data: x },
    label: { shape, data: label },
    weight: { shape, data: weight },
    pt: { shape, data: pt },
  });
}
