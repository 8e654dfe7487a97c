import type { Netlist } from "../../netlist/cell.js";
import { must } from "../../support/errors.js";
import type { BlockLayout } from "../layout.js";
import type { Feed, Lanes, View } from "../step.js";
import { cellStatements, countersOf, type Ends, tallyName } from "./cells.js";
import { type Constants, cppType, indent, laneLiteral } from "./text.js";

/** What the text of a program is made with. */
export interface Context {
  readonly layout: BlockLayout;
  readonly constants: Constants;
  /** Address of memory that a step uses while it runs. */
  readonly scratch: (bytes: number) => number;
}

/** A pointer to a row, or a constant, for place `p` of a table: its definition and how event `e` of it is written. */
export interface Operand {
  readonly definition: string;
  readonly event: string;
}

/** Operands of the places of a step, in the order of the places: what a port of a program is fed. */
export function feedOperand(
  context: Context,
  lanes: Lanes,
  feed: Feed,
  name: string,
  order?: readonly number[],
): Operand {
  if (feed.kind === "rows") return viewOperand(context, feed.view, name, order);
  const values = picked(feed.values, order).map((value) => laneLiteral(value, lanes));
  const table = context.constants.array(`std::int${lanes}_t`, "constants", values);
  return { definition: `[[maybe_unused]] const Lane ${name} = ${table}[p];`, event: name };
}

export function viewOperand(
  { constants, layout }: Context,
  view: View,
  name: string,
  order?: readonly number[],
): Operand {
  const type = cppType(view.storage);
  const rows = constants.array("std::uint32_t", "rows", picked(rowAddresses(layout, view), order).map(String));
  return {
    definition: `[[maybe_unused]] ${type} *const ${name} = row<${type}>(memory, ${rows}[p]);`,
    event: `${name}[e]`,
  };
}

export function rowAddresses(layout: BlockLayout, view: View): readonly number[] {
  return Array.from(view.row, (_, k) => layout.addressOf(view, k));
}

function picked<T>(values: readonly T[], order: readonly number[] | undefined): readonly T[] {
  return order === undefined ? values : order.map((k) => must(values[k], "place"));
}

export function loadOf(operand: Operand): string {
  return `static_cast<Lane>(${operand.event})`;
}

export function storeTo(operand: Operand, view: View, value: string): string {
  return `${operand.event} = static_cast<${cppType(view.storage)}>(${value});`;
}

/** A loop over the events of a block that runs a program; what its tallies count is added to those of the function. */
export function eventLoop({ constants }: Context, netlist: Netlist, lanes: Lanes, ends: Ends, by: number): string {
  const statements = cellStatements(netlist, lanes, constants, ends);
  const counters = countersOf(netlist).filter((counter) =>
    statements.some((statement) => statement.startsWith(`${tallyName(counter)} `)),
  );
  return [
    indent(
      counters.map((counter) => `Lane ${tallyName(counter)} = 0;`),
      by,
    ),
    indent(["BXC_EVENTS", "for (int e = 0; e < EVENTS; ++e) {"], by),
    indent(statements, by + 2),
    indent(["}"], by),
    indent(
      counters.map((counter) => `counters[${counter}] -= ${tallyName(counter)};`),
      by,
    ),
  ].join("");
}

/** Definitions in front of a function whose programs count. */
export function tallyHead({ layout }: Context, ...programs: readonly Netlist[]): string {
  if (countersOf(...programs).length === 0) return "";
  return indent(
    [
      `const std::int8_t *const real = row<std::int8_t>(memory, ${layout.mask});`,
      `std::int64_t *const counters = row<std::int64_t>(memory, ${layout.counters});`,
    ],
    2,
  );
}
