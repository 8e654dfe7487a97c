import type { FoldDefinition, FoldForm } from "../../ir/definition.js";
import type { Wire } from "../../netlist/cell.js";
import { must } from "../../support/errors.js";
import type { Matrix, Panel, View } from "../step.js";
import { assignResult, type CounterOf, type Draft, feedConstants, type Part, startDraft } from "./part.js";
import type { ProductPlan } from "./products.js";
import { lanesOf, selectRows } from "./storage.js";
import { allPlaces, applyTail, type Head, nodesOf } from "./tail.js";

/** Maps each byte to a character of its own. */
const LATIN1 = new TextDecoder("latin1");

/** The plan of a linear layer whose products are added in any order. */
export function matrixHead(
  part: Part,
  definition: FoldDefinition,
  products: ProductPlan,
  x: View,
  counterOf: CounterOf,
): Head {
  const { matrices, panels } = collectPanels(definition, products.taken, x);
  const places = allPlaces(definition.forms.length);
  return {
    build: (tail) => {
      const draft = startDraft(counterOf);
      const acc = accumulator(draft, definition, products);
      const finish = draft.netlist.finish([applyTail(draft, assignResult(draft, part, acc, places), tail, places)]);
      const lanes = lanesOf(finish);
      if (lanes === undefined) return undefined;
      const { mode, drop, why } = products;
      const wanted = products.wraps ? (definition.sum?.accum?.width ?? 32) : 32;
      return (write) => ({
        kind: "matrix",
        nodes: nodesOf(part, tail),
        why,
        mode,
        drop,
        wanted: Math.min(32, wanted),
        matrices,
        panels,
        // A 32-bit sum is not narrowed before it is finished.
        lanes: lanes === 16 ? 32 : lanes,
        finish,
        feeds: draft.feeds,
        write,
      });
    },
  };
}

/** The accumulator's value from the sums, which are the first ports. */
function accumulator(draft: Draft, { sum }: FoldDefinition, { sums, mode, starts, up, wraps }: ProductPlan): Wire {
  const { netlist } = draft;
  const { arith } = netlist;
  const [first, low] = sums.map((range) => netlist.input(range));
  const start = feedConstants(draft, starts);
  const shifted = (wire: Wire | undefined, bits: number): Wire => arith.shiftLeft(must(wire, "sum"), bits);
  // What is added to the low sum first leaves the high one to a shift that is taken back when the result drops bits.
  const value =
    mode === "halves"
      ? arith.add(shifted(first, 8 + up), arith.add(shifted(low, up), start))
      : arith.add(shifted(first, up), start);
  const accum = sum?.accum;
  return wraps && accum !== undefined ? arith.caster(sum?.fraction ?? 0, accum)(value) : value;
}

/** Forms that share their inputs become one panel; equal weights become one matrix. */
function collectPanels({ forms, weights }: FoldDefinition, taken: number, x: View) {
  const matrices: Matrix[] = [];
  const known = new Map<string, number>();
  const panels: Panel[] = [];
  const values = Int16Array.from(weights ?? [], (w) => Number(w >> BigInt(taken)));
  for (let first = 0; first < forms.length; ) {
    const group = formsFrom(forms, first);
    const matrix = matrixOf(group, values);
    const key = `${matrix.terms}:${matrix.outputs}:${LATIN1.decode(matrix.weights)}`;
    const number = known.get(key) ?? matrices.push(matrix) - 1;
    known.set(key, number);
    panels.push({ matrix: number, inputs: selectRows(x, must(group[0], "form").inputs), first });
    first += group.length;
  }
  return { matrices, panels };
}

/** The forms from one on that fold the same inputs in the same order. */
function formsFrom(forms: readonly FoldForm[], first: number): readonly FoldForm[] {
  const { inputs } = must(forms[first], "form");
  let end = first + 1;
  while (end < forms.length && sameElements(must(forms[end], "form").inputs, inputs)) end++;
  return forms.slice(first, end);
}

function sameElements(a: Int32Array, b: Int32Array): boolean {
  return a === b || (a.length === b.length && a.every((value, k) => value === b[k]));
}

function matrixOf(group: readonly FoldForm[], values: Int16Array): Matrix {
  const terms = must(group[0], "form").inputs.length;
  const weights = new Int16Array(terms * group.length);
  group.forEach((form, output) => {
    for (let k = 0; k < terms; k++) weights[output * terms + k] = values[form.weights[k] as number] as number;
  });
  return { terms, outputs: group.length, weights };
}
