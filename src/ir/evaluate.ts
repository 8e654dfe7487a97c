import { type OverflowCount, store, withArith } from "../fixed/arith.js";
import { assertNever, must } from "../support/errors.js";
import type { Definition, FoldDefinition, MapDefinition } from "./definition.js";
import { gatherElements } from "./gather.js";
import type { OpDef } from "./op.js";
import { eventStride, eventsOf, type IntTensor, sizeOf, type TensorType } from "./tensor.js";

/**
 * The value of an op for all events, in the type `out` that `infer` gave: its definition run on doubles or BigInt. This
 * is the reference that engines and kernels are judged against. `overflows` counts the assignments inside the op that
 * met a value outside their type.
 */
export function evaluate<A>(
  op: OpDef<string, A>,
  attrs: A,
  ins: readonly IntTensor[],
  out: TensorType,
  overflows?: OverflowCount,
): IntTensor {
  const types = ins.map(({ type }) => type);
  return runDefinition(op.define(attrs, types, out), ins, out, overflows);
}

/** The value that a definition gives. */
export function runDefinition(
  definition: Definition,
  ins: readonly IntTensor[],
  out: TensorType,
  overflows?: OverflowCount,
): IntTensor {
  switch (definition.form) {
    case "gather":
      return gatherElements(ins, definition.gathering, out);
    case "map":
      return runMap(definition, ins, out, overflows);
    case "fold":
      return runFold(definition, must(ins[0], "operand"), out, overflows);
    default:
      return assertNever(definition, "form of definition");
  }
}

function runMap(
  { count, reads, writes, ...definition }: MapDefinition,
  ins: readonly IntTensor[],
  out: TensorType,
  overflows?: OverflowCount,
): IntTensor {
  const events = eventsOf(ins);
  const size = sizeOf(out.shape);
  const data = withArith(Math.max(definition.bits, out.elem.width), (ar) => {
    const f = definition.define(ar, overflows);
    const operands = ins.map((tensor) => ar.read(tensor.data));
    const sources = reads.map(({ operand }) => must(operands[operand], "operand"));
    const strides = reads.map(({ operand }) => eventStride(must(ins[operand], "operand")));
    const places = reads.map(({ at }) => at);
    const args = ar.array(reads.length);
    const results = ar.array(events * size);
    for (let event = 0; event < events; event++)
      for (let k = 0; k < count; k++) {
        for (let i = 0; i < places.length; i++) {
          const at = event * (strides[i] as number) + ((places[i] as ArrayLike<number>)[k] as number);
          args[i] = (sources[i] as typeof args)[at] as (typeof args)[number];
        }
        const ys = f(args);
        for (let i = 0; i < writes.length; i++)
          results[event * size + ((writes[i] as ArrayLike<number>)[k] as number)] = ys[i] as (typeof args)[number];
      }
    return store(ar, results, out.elem.width);
  });
  return { type: out, events, data };
}

function runFold(definition: FoldDefinition, x: IntTensor, out: TensorType, overflows?: OverflowCount): IntTensor {
  const size = definition.forms.length;
  const data = withArith(Math.max(definition.bits, out.elem.width), (ar) => {
    const [step, finish] = [definition.step(ar, overflows), definition.finish(ar, overflows)];
    const [zero, one] = [ar.of(0n), ar.of(1n)];
    const elements = ar.read(x.data);
    const factors = definition.weights?.map(ar.of);
    const forms = definition.forms.map((form) => ({ ...form, start: ar.of(form.start), divisor: ar.of(form.divisor) }));
    const results = ar.array(x.events * size);
    for (let event = 0; event < x.events; event++) {
      const base = event * eventStride(x);
      for (let j = 0; j < size; j++) {
        const { inputs, weights, start, divisor } = forms[j] as (typeof forms)[number];
        let acc = start;
        for (let k = 0; k < inputs.length; k++) {
          const weight = factors === undefined ? one : (factors[weights[k] as number] as typeof one);
          if (weight === zero) continue;
          acc = step(acc, elements[base + (inputs[k] as number)] as typeof acc, weight);
        }
        results[event * size + j] = finish(acc, divisor);
      }
    }
    return store(ar, results, out.elem.width);
  });
  return { type: out, events: x.events, data };
}
