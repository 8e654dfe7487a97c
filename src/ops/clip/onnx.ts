import { fraction, maxMantissa, minMantissa } from "../../fixed/types.js";
import { bindActivation, constantBeside } from "../../ir/elementwise.js";
import type { ImportContext, OnnxImport } from "../../ir/import.js";
import { constantTensor, type IntTensor } from "../../ir/tensor.js";

export const clipImports: readonly OnnxImport[] = [
  { op: "Clip", domains: [""], since: 6, read: readAttributes },
  { op: "Clip", domains: [""], since: 11, read: readOperands },
];

function readAttributes(cx: ImportContext): void {
  readClip(cx, cx.float("min", Number.NEGATIVE_INFINITY), cx.float("max", Number.POSITIVE_INFINITY));
}

function readOperands(cx: ImportContext): void {
  for (const [position, operand] of [
    [1, "min"],
    [2, "max"],
  ] as const)
    if (cx.isPresent(position) && !cx.isConstant(position))
      return cx.fail("BX1110", { operand, what: "a bound of Clip" });
  const bound = (position: number, absent: number): number => cx.constant(position)?.data[0] ?? absent;
  readClip(cx, bound(1, Number.NEGATIVE_INFINITY), bound(2, Number.POSITIVE_INFINITY));
}

function readClip(cx: ImportContext, min: number, max: number): void {
  for (const [operand, value] of [
    ["min", min],
    ["max", max],
  ] as const)
    if (Number.isNaN(value)) return cx.fail("BX1160", { operand, value: "NaN", supported: "a number" });
  const x = cx.tensor(0);
  const { elem } = x.type;
  const [least, greatest] = [minMantissa(elem), maxMantissa(elem)];
  const scaled = (value: number): number => value * 2 ** fraction(elem);
  const bound = (value: number): IntTensor => constantBeside(cx, x, value);
  const end = (mantissa: bigint): IntTensor => constantTensor([1], elem, [mantissa]);
  // A bound that x can't pass is the end of its type. ONNX gives the upper bound where the two cross.
  const low = Math.min(min, max);
  const lowest = cx.addConstant("min", scaled(low) <= Number(least) ? end(least) : bound(low));
  const highest = cx.addConstant("max", scaled(max) >= Number(greatest) ? end(greatest) : bound(max));
  bindActivation(cx, x, { kind: "clip", fn: "clip", attrs: {}, constants: [lowest, highest] });
}
