import { hull } from "../../fixed/interval.js";
import type { FoldDefinition } from "../../ir/definition.js";
import { bounds } from "../../ir/tensor.js";
import { must } from "../../support/errors.js";
import type { View } from "../step.js";
import { assignResult, type CounterOf, feedConstants, type Part, startDraft } from "./part.js";
import { lanesOf, selectRows } from "./storage.js";
import { allPlaces, applyTail, type Head, nodesOf } from "./tail.js";

/** The plan of a fold whose terms are taken one after the other, as its definition says. */
export function foldHead(part: Part, definition: FoldDefinition, x: View, counterOf: CounterOf): Head {
  const { forms } = definition;
  const kept = forms.map((form) => keptTerms(definition, form));
  const places = allPlaces(forms.length);
  const type = must(part.ins[0], "folded operand");
  const stepProgram = () => {
    const { netlist } = startDraft(counterOf);
    const acc = netlist.input(definition.acc);
    const term = netlist.input(bounds(type.range));
    const weight = definition.weights === undefined ? netlist.arith.of(1n) : netlist.input(hull(definition.weights));
    const next = definition.step(netlist.arith, part.inner)(acc, term, weight);
    return netlist.finish([netlist.assume(next, definition.acc)]);
  };
  const step = stepProgram();
  return {
    build: (tail) => {
      const draft = startDraft(counterOf);
      const acc = draft.netlist.input(definition.acc);
      const divisor = feedConstants(
        draft,
        forms.map((form) => form.divisor),
      );
      const value = definition.finish(draft.netlist.arith, part.inner)(acc, divisor);
      const finish = draft.netlist.finish([applyTail(draft, assignResult(draft, part, value, places), tail, places)]);
      const lanes = lanesOf(step, finish);
      if (lanes === undefined) return undefined;
      const why = `${definition.sum === undefined ? "terms" : "products"} are added in order, in ${lanes} bits`;
      return (write) => ({
        kind: "fold",
        nodes: nodesOf(part, tail),
        why,
        lanes,
        starts: forms.map(({ start }) => start),
        terms: kept.map(({ inputs }) => selectRows(x, inputs)),
        weights: definition.weights === undefined ? undefined : kept.map(({ weights }) => weights),
        step,
        finish,
        feeds: draft.feeds,
        write,
      });
    },
  };
}

/** The terms of a form that count: those of a weight 0 leave the accumulator as it is. */
function keptTerms({ weights }: FoldDefinition, form: FoldDefinition["forms"][number]) {
  if (weights === undefined) return { inputs: form.inputs, weights: [] };
  const places = allPlaces(form.inputs.length).filter((k) => weights[form.weights[k] ?? 0] !== 0n);
  return {
    inputs: places.map((k) => form.inputs[k] ?? 0),
    weights: Array.from(places, (k) => weights[form.weights[k] ?? 0] ?? 0n),
  };
}
