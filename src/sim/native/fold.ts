import { must } from "../../support/errors.js";
import type { FoldStep } from "../step.js";
import {
  type Context,
  eventLoop,
  feedOperand,
  loadOf,
  rowAddresses,
  storeTo,
  tallyHead,
  viewOperand,
} from "./step-text.js";
import { cppType, indent, laneLiteral, laneType } from "./text.js";

/** The body of a function that does the step for one block: elements, then terms, then events. */
export function foldBody(context: Context, step: FoldStep): string {
  const { lanes, starts, terms, feeds, write } = step;
  const { constants, layout } = context;
  const type = laneType(lanes);
  const ins = feeds.map((feed, i) => feedOperand(context, lanes, feed, `x${i}`));
  const out = viewOperand(context, write, "y0");
  let end = 0;
  const ends = constants.array(
    "std::uint32_t",
    "ends",
    terms.map(({ row }) => String((end += row.length))),
  );
  const first = constants.array(
    type,
    "starts",
    starts.map((start) => laneLiteral(start, lanes)),
  );
  const finish = eventLoop(
    context,
    step.finish,
    lanes,
    {
      load: (port) => (port === 0 ? "acc[e]" : loadOf(must(ins[port - 1], "feed"))),
      store: (_, value) => storeTo(out, write, value),
    },
    4,
  );
  const rows = terms.flatMap((view) => rowAddresses(layout, view)).map(String);
  return [
    indent([`using Lane = ${type};`], 2),
    tallyHead(context, step.step, step.finish),
    indent(["alignas(64) [[maybe_unused]] Lane acc[EVENTS];", ...(rows.length > 0 ? ["std::uint32_t t = 0;"] : [])], 2),
    indent([`for (int p = 0; p < ${terms.length}; ++p) {`], 2),
    indent(
      [...[...ins, out].map(({ definition }) => definition), `for (int e = 0; e < EVENTS; ++e) acc[e] = ${first}[p];`],
      4,
    ),
    ...(rows.length > 0 ? [termLoop(context, step, constants.array("std::uint32_t", "rows", rows), ends)] : []),
    finish,
    indent(["}"], 2),
  ].join("");
}

function termLoop(context: Context, { lanes, step, terms, weights }: FoldStep, rows: string, ends: string): string {
  const type = cppType(
    must(
      terms.find(({ row }) => row.length > 0),
      "terms",
    ).storage,
  );
  const values = weights?.flat().map((weight) => laneLiteral(weight, lanes));
  const body = eventLoop(
    context,
    step,
    lanes,
    {
      load: (port) => (port === 0 ? "acc[e]" : port === 1 ? "static_cast<Lane>(term[e])" : "weight"),
      store: (_, value) => `acc[e] = ${value};`,
    },
    6,
  );
  return [
    indent([`for (; t < ${ends}[p]; ++t) {`], 4),
    indent([`[[maybe_unused]] const ${type} *const term = row<${type}>(memory, ${rows}[t]);`], 6),
    ...(values === undefined
      ? []
      : [
          indent(
            [`[[maybe_unused]] const Lane weight = ${context.constants.array(laneType(lanes), "weights", values)}[t];`],
            6,
          ),
        ]),
    body,
    indent(["}"], 4),
  ].join("");
}
