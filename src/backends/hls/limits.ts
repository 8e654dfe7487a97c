import type { Reporter } from "../../diagnostics/reporter.js";
import { printType } from "../../fixed/text.js";
import { type FixedType, fraction } from "../../fixed/types.js";
import type { Graph } from "../../ir/graph.js";
import { MOST_FRACTION_BITS } from "./literals.js";

/** Widest type of AMD's headers (UG1399: AP_INT_MAX_W goes up to 4096). */
export const MOST_BITS = 4096;

/** Reports the types that C++ can't hold; true where there are none. */
export function checkLimits(graph: Graph, reporter: Reporter): boolean {
  const named = [
    ...graph.inputs.map(({ name, value }) => ({ what: `input '${name}'`, value })),
    ...graph.nodes.map(({ origin, output }) => ({ what: `the result of '${origin.nodes.join(", ")}'`, value: output })),
    ...[...graph.constants.keys()].map((value) => ({ what: `constant ${value.slice(1)}`, value })),
  ];
  const problems = named.filter(({ what, value }) => {
    const elem = graph.types.get(value)?.elem;
    if (elem === undefined || isWritable(elem)) return false;
    reporter.report("BX4010", { what, type: printType(elem), bits: MOST_BITS, places: MOST_FRACTION_BITS });
    return true;
  });
  return problems.length === 0;
}

function isWritable(elem: FixedType): boolean {
  return elem.width <= MOST_BITS && Math.abs(fraction(elem)) <= MOST_FRACTION_BITS;
}
