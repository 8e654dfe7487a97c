import { bitLength, fixed } from "../../fixed/types.js";
import { type Gathering, gatherType } from "../../ir/gather.js";
import type { OpDef } from "../../ir/op.js";
import { constantTensor, sizeOf, stridesOf } from "../../ir/tensor.js";
import { must } from "../../support/errors.js";
import { padImports } from "./onnx.js";

export interface PadAttrs {
  /** Elements added in front of and behind each axis. */
  readonly before: readonly number[];
  readonly after: readonly number[];
}

/** x surrounded by a constant of one element. */
export const pad: OpDef<"pad", PadAttrs> = {
  kind: "pad",
  summary: "a tensor surrounded by a constant",
  operands: ["x", "value"],
  onnx: padImports,
  infer: (attrs, [x, value]) => {
    const types = [must(x, "x"), must(value, "value")] as const;
    return gatherType(paddedShape(attrs, types[0].shape), types, gathering(attrs, types[0].shape));
  },
  define: (attrs, [x]) => ({ form: "gather", gathering: gathering(attrs, must(x, "x").shape) }),
  hls: ({ attrs, ins, exact }) => {
    const { shape } = must(ins[0], "x");
    const { from, at } = gathering(attrs, shape);
    const order = Array.from(at, (place, k) => (from[k] === 0 ? BigInt(place) : -1n));
    const width = bitLength(BigInt(sizeOf(shape))) + 1;
    return {
      header: "nnet_moves.h",
      fn: "pad",
      arguments: [0, "out", 1],
      config: { n_in: sizeOf(shape), n_out: sizeOf(exact.shape) },
      tables: [{ name: "order", tensor: constantTensor([order.length], fixed(true, width, width), order) }],
    };
  },
  arbitrary: (choose, x) => {
    const lengths = () => x.shape.map(() => choose.int(0, 2));
    return { attrs: { before: lengths(), after: lengths() }, ins: [x, choose.constant([1], choose.type(8))] };
  },
};

function paddedShape({ before, after }: PadAttrs, shape: readonly number[]): readonly number[] {
  return shape.map((length, axis) => (before[axis] ?? 0) + length + (after[axis] ?? 0));
}

/** Operand 0 inside, the one element of operand 1 outside. */
function gathering(attrs: PadAttrs, shape: readonly number[]): Gathering {
  const padded = paddedShape(attrs, shape);
  const [inner, outer] = [stridesOf(shape), stridesOf(padded)];
  const size = sizeOf(padded);
  const [from, at] = [new Uint8Array(size), new Int32Array(size)];
  for (let k = 0; k < size; k++) {
    const places = shape.map(
      (_, axis) => (Math.floor(k / (outer[axis] ?? 1)) % (padded[axis] ?? 1)) - (attrs.before[axis] ?? 0),
    );
    const inside = places.every((place, axis) => place >= 0 && place < (shape[axis] ?? 0));
    from[k] = inside ? 0 : 1;
    at[k] = inside ? places.reduce((sum, place, axis) => sum + place * (inner[axis] ?? 1), 0) : 0;
  }
  return { from, at };
}
