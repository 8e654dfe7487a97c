import { type Gathering, gatherType } from "../../ir/gather.js";
import type { OpDef } from "../../ir/op.js";
import { sizeOf, type TensorType } from "../../ir/tensor.js";
import { must } from "../../support/errors.js";
import { concatImports } from "./onnx.js";

export interface ConcatAttrs {
  readonly axis: number;
}

/** The elements of a, then those of b, along one axis. More operands are a chain of these. */
export const concat: OpDef<"concat", ConcatAttrs> = {
  kind: "concat",
  summary: "two tensors joined along an axis",
  operands: ["a", "b"],
  onnx: concatImports,
  infer: ({ axis }, ins) => {
    const [a, b] = [must(ins[0], "a"), must(ins[1], "b")];
    const shape = a.shape.map((length, i) => (i === axis ? length + (b.shape[i] ?? 0) : length));
    return gatherType(shape, [a, b], gathering(axis, a, b));
  },
  define: ({ axis }, [a, b]) => ({ form: "gather", gathering: gathering(axis, must(a, "a"), must(b, "b")) }),
  hls: ({ attrs: { axis }, ins }) => ({
    header: "nnet_moves.h",
    fn: "concat",
    arguments: [0, 1, "out"],
    config: {
      n_outer: sizeOf(must(ins[0], "a").shape.slice(0, axis)),
      n_a: sizeOf(must(ins[0], "a").shape.slice(axis)),
      n_b: sizeOf(must(ins[1], "b").shape.slice(axis)),
    },
    tables: [],
  }),
  arbitrary: (choose, x) => {
    if (x.shape.length === 0) return undefined;
    const axis = choose.int(0, x.shape.length - 1);
    const shape = x.shape.map((length, i) => (i === axis ? choose.int(1, 4) : length));
    const other = choose.constant(shape, choose.type(16));
    return { attrs: { axis }, ins: choose.bool() ? [x, other] : [x, x] };
  },
};

/** Blocks of a and b take turns, as many times as the axes before the joined one have places. */
function gathering(axis: number, a: TensorType, b: TensorType): Gathering {
  const blocks = [sizeOf(a.shape.slice(axis)), sizeOf(b.shape.slice(axis))] as const;
  const period = blocks[0] + blocks[1];
  const places = Array.from({ length: period * sizeOf(a.shape.slice(0, axis)) }, (_, k) => k);
  const ofB = (k: number): boolean => k % period >= blocks[0];
  const at = (k: number): number => Math.floor(k / period) * blocks[ofB(k) ? 1 : 0] + (k % period);
  return { from: places.map((k) => (ofB(k) ? 1 : 0)), at: places.map((k) => at(k) - (ofB(k) ? blocks[0] : 0)) };
}
