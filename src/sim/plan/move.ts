import { lowestHeld } from "../../fixed/cast.js";
import { fraction, maxMantissa } from "../../fixed/types.js";
import { bounds } from "../../ir/tensor.js";
import { must } from "../../support/errors.js";
import type { View } from "../step.js";
import { moveHead } from "./map.js";
import type { CounterOf, Part } from "./part.js";
import type { Planning } from "./planning.js";
import { allPlaces } from "./tail.js";

/** Plans a node that only moves elements: as another view of the same rows where no mantissa changes, else as copies. */
export function planMove(planning: Planning, part: Part, counterOf: CounterOf): boolean {
  if (part.definition.form !== "gather") return false;
  const sources = part.node.inputs.map((id, i) => (part.constants[i] === undefined ? planning.viewOf(id) : undefined));
  return viewWhole(planning, part, sources) || copyParts(planning, part, sources, counterOf);
}

function viewWhole({ views }: Planning, part: Part, sources: readonly (View | undefined)[]): boolean {
  const [first] = sources;
  if (part.definition.form !== "gather" || first === undefined || !keepsMantissas(part)) return false;
  if (sources.some((view) => !hasStorage(view, first))) return false;
  const { from, at } = part.definition.gathering;
  const places = allPlaces(at.length);
  const source = (k: number): View => must(sources[from[k] ?? 0], "operand");
  views.set(part.node.output, {
    storage: first.storage,
    buffer: places.map((k) => source(k).buffer[at[k] ?? 0] ?? 0),
    row: places.map((k) => source(k).row[at[k] ?? 0] ?? 0),
  });
  return true;
}

/** Elements from one operand are one step, which others may follow; from several, a step each. */
function copyParts(
  planning: Planning,
  part: Part,
  sources: readonly (View | undefined)[],
  counterOf: CounterOf,
): boolean {
  if (part.definition.form !== "gather") return false;
  const { from, at } = part.definition.gathering;
  const heads = sources.flatMap((view, operand) => {
    const places = [...allPlaces(at.length)].filter((k) => (from[k] ?? 0) === operand);
    const moved = { at: places.map((k) => at[k] ?? 0), places };
    return places.length === 0 ? [] : [moveHead(part, operand, view, moved, counterOf)];
  });
  const [only] = heads;
  if (only !== undefined && heads.length === 1) return planning.begin(part.node, only);
  const pending = heads.map((head) => head.build([]));
  const view = pending.every((step) => step !== undefined) ? planning.allocate(part.type) : undefined;
  if (view === undefined) return false;
  planning.views.set(part.node.output, view);
  for (const step of pending) planning.steps.push(step?.(view));
  return true;
}

function keepsMantissas({ node: { result }, exact, ins }: Part): boolean {
  const frac = fraction(exact.elem);
  if (ins.some(({ elem }) => fraction(elem) !== frac)) return false;
  if (result === undefined) return true;
  const { lo, hi } = bounds(exact.range);
  return fraction(result) === frac && lo >= lowestHeld(result) && hi <= maxMantissa(result);
}

function hasStorage(view: View | undefined, other: View): boolean {
  return view?.storage.bits === other.storage.bits && view.storage.signed === other.storage.signed;
}
