import { fraction } from "../../fixed/types.js";
import type { MapDefinition } from "../../ir/definition.js";
import type { TensorType } from "../../ir/tensor.js";
import type { Wire } from "../../netlist/cell.js";
import { assignResult, type Draft, feedConstants, type Part } from "./part.js";

/** A node whose element k is made from element k of one operand and from constants: it can follow another in one program. */
export interface Pointwise {
  readonly part: Part;
  readonly operand: number;
  /** The node's value from the operand's, in a program whose place p is element at[p]. */
  readonly apply: (draft: Draft, x: Wire, at: ArrayLike<number>) => Wire;
}

export function pointwise(part: Part): Pointwise | undefined {
  const { definition } = part;
  if (definition.form === "gather") return movedInPlace(part);
  if (definition.form !== "map") return undefined;
  const variable = definition.reads.filter(({ operand }) => part.constants[operand] === undefined);
  const [only] = variable;
  const [write] = definition.writes;
  if (only === undefined || variable.length > 1 || write === undefined || definition.writes.length > 1)
    return undefined;
  if (!isIdentity(only.at) || !isIdentity(write)) return undefined;
  return { part, operand: only.operand, apply: (draft, x, at) => applyMap(draft, part, definition, x, at) };
}

/** Elements that stay where they are, seen at another binary point or assigned to another type. */
function movedInPlace(part: Part): Pointwise | undefined {
  if (part.definition.form !== "gather" || part.ins.length !== 1) return undefined;
  const { at } = part.definition.gathering;
  const [x] = part.ins;
  if (x === undefined || at.length !== x.range.lo.length || !isIdentity(at)) return undefined;
  return { part, operand: 0, apply: (draft, wire, places) => applyMove(draft, part, x, wire, places) };
}

/** What a gathered element is: its mantissa at the result's binary point, then assigned to the result. */
export function applyMove(draft: Draft, part: Part, from: TensorType, x: Wire, at: ArrayLike<number>): Wire {
  const aligned = draft.netlist.arith.shiftLeft(x, fraction(part.exact.elem) - fraction(from.elem));
  return assignResult(draft, part, aligned, at);
}

function applyMap(draft: Draft, part: Part, definition: MapDefinition, x: Wire, at: ArrayLike<number>): Wire {
  const args = definition.reads.map(({ operand, at: read }) => {
    const constant = part.constants[operand];
    if (constant === undefined) return x;
    return feedConstants(
      draft,
      Array.from(at, (k) => constant.type.range.lo[read[k] ?? 0] ?? 0n),
    );
  });
  const [value] = definition.define(draft.netlist.arith, part.inner)(args);
  return assignResult(draft, part, value as Wire, at);
}

export function isIdentity(at: ArrayLike<number>): boolean {
  for (let k = 0; k < at.length; k++) if (at[k] !== k) return false;
  return true;
}
