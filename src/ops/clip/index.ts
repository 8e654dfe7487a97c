import { fraction } from "../../fixed/types.js";
import { mapElements, mapRange } from "../../ir/elementwise.js";
import type { OpDef } from "../../ir/op.js";
import { alignRange, constantTensor, fromRange, type IntTensor, sizeOf, type TensorType } from "../../ir/tensor.js";
import { must } from "../../support/errors.js";
import { clipImports } from "./onnx.js";

export type ClipAttrs = Readonly<Record<string, never>>;

/** y = min(max(x, lowest), highest), with constants of one element, lowest <= highest. */
export const clip: OpDef<"clip", ClipAttrs> = {
  kind: "clip",
  summary: "the element, or the nearer of two constant bounds",
  operands: ["x", "lowest", "highest"],
  onnx: clipImports,
  infer: (_, ins) => {
    const types = ins.map((type, i) => must(type, ["x", "lowest", "highest"][i] ?? "operand"));
    const x = must(types[0], "x");
    const { frac, lowest, highest } = boundsOf(types);
    const clamp = (m: bigint): bigint => (m < lowest ? lowest : m > highest ? highest : m);
    const ends = (lo: bigint, hi: bigint) => ({ lo: clamp(lo), hi: clamp(hi) });
    return fromRange(x.shape, frac, mapRange(alignRange(x, frac), ends));
  },
  define: (_, ins, out) => {
    const { elem } = must(ins[0], "x");
    const { frac, lowest, highest } = boundsOf(ins);
    const up = frac - fraction(elem);
    const widest = [lowest, highest].map((bound) => bound.toString(2).length + 1);
    return mapElements(out, Math.max(elem.width + up, ...widest), (ar) => {
      const [low, high] = [ar.of(lowest), ar.of(highest)];
      return (m) => ar.min(ar.max(ar.shiftLeft(m, up), low), high);
    });
  },
  hls: ({ exact }) => ({
    header: "nnet_activation.h",
    fn: "clip",
    arguments: [0, "out", 1, 2],
    config: { n: sizeOf(exact.shape) },
    tables: [],
  }),
  arbitrary: (choose, x) => {
    const elem = choose.type(12);
    const [a, b] = choose.constant([2], elem).type.range.lo;
    const [low, high] = [must(a, "bound"), must(b, "bound")];
    const bound = (m: bigint): IntTensor => constantTensor([1], elem, [m]);
    return { attrs: {}, ins: low < high ? [x, bound(low), bound(high)] : [x, bound(high), bound(low)] };
  },
};

/** The finest binary point among x and its bounds, and the bounds there. */
function boundsOf(types: readonly TensorType[]): { frac: number; lowest: bigint; highest: bigint } {
  const frac = Math.max(...types.map(({ elem }) => fraction(elem)));
  const [, lowest, highest] = types.map((type, i) => (i === 0 ? 0n : alignRange(type, frac).lo[0]));
  return { frac, lowest: must(lowest, "lowest"), highest: must(highest, "highest") };
}
