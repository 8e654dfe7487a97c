import { expect } from "vitest";
import { fraction } from "../../src/fixed/types.js";
import { createChoice, randomMantissa, seededRandom } from "../../src/ir/choice.js";
import { evaluate } from "../../src/ir/evaluate.js";
import type { Choice, Instance, OpDef } from "../../src/ir/op.js";
import { constantTensor, elementAt, fullRange, type IntTensor, sizeOf, type TensorType } from "../../src/ir/tensor.js";

const EVENTS = 8;

/** Binary point at which tests compare values of any types: more fraction bits than an op's operands can make. */
const COMMON = 200;

/** One evaluation of an op on random attributes, types and values. */
export interface OpCase<A> {
  readonly attrs: A;
  readonly ins: readonly IntTensor[];
  readonly out: IntTensor;
}

/** Random evaluations, each checked to lie in the range that `infer` proves. */
export function randomCases<A>(op: OpDef<string, A>, count = 60, seed = 1): OpCase<A>[] {
  const random = seededRandom(seed);
  const choose = createChoice(random);
  return Array.from({ length: count }, () => {
    const instance = randomInstance(op, choose);
    const ins = instance.ins.map((operand) => ("events" in operand ? operand : randomTensor(random, operand)));
    const type = op.infer(
      instance.attrs,
      ins.map((tensor) => tensor.type),
    );
    const out = evaluate(op, instance.attrs, ins, type);
    expectInRange(out);
    return { attrs: instance.attrs, ins, out };
  });
}

/** On an input of any shape that the op takes. */
function randomInstance<A>(op: OpDef<string, A>, choose: Choice): Instance<A> {
  for (let trial = 0; trial < 100; trial++) {
    const shape = Array.from({ length: choose.int(1, 3) }, () => choose.int(1, 4));
    const instance = op.arbitrary(choose, fullRange(shape, choose.type(24)));
    if (instance !== undefined) return instance;
  }
  throw new Error(`no instance of ${op.kind}`);
}

function randomTensor(random: () => number, type: TensorType): IntTensor {
  const { lo, hi } = type.range;
  const size = sizeOf(type.shape);
  const mantissas = Array.from({ length: EVENTS * size }, (_, k) =>
    randomMantissa(random, lo[k % size] ?? 0n, hi[k % size] ?? 0n),
  );
  return { type, events: EVENTS, data: constantTensor([EVENTS * size], type.elem, mantissas).data };
}

function expectInRange(out: IntTensor): void {
  const { lo, hi } = out.type.range;
  expect(out.data.length).toBe(out.events * sizeOf(out.type.shape));
  for (let event = 0; event < out.events; event++)
    for (let i = 0; i < sizeOf(out.type.shape); i++) {
      const m = elementAt(out, event, i);
      if (m < (lo[i] ?? 0n) || m > (hi[i] ?? 0n)) expect.fail(`element ${i} is ${m}, not in [${lo[i]}, ${hi[i]}]`);
    }
}

/** Value of an element times 2^200. */
export function valueAt(tensor: IntTensor, event: number, index: number): bigint {
  return elementAt(tensor, event, index) << BigInt(COMMON - fraction(tensor.type.elem));
}

/** Product of two such values. */
export function times(a: bigint, b: bigint): bigint {
  return (a * b) >> BigInt(COMMON);
}

/** Holds every element of a case against its definition in exact numbers. */
export function expectElements<A>(
  { ins, out }: OpCase<A>,
  define: (x: bigint, index: number, event: number) => bigint,
): void {
  const [x] = ins;
  const size = sizeOf(out.type.shape);
  for (let k = 0; k < out.events * size; k++) {
    const [event, i] = [Math.floor(k / size), k % size];
    const found = valueAt(out, event, i);
    const defined = define(x === undefined ? 0n : valueAt(x, event, i), i, event);
    // A call of `expect` for each of thousands of elements would take seconds.
    if (found !== defined) expect(found, `element ${i} of event ${event}`).toBe(defined);
  }
}
