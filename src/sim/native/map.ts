import { must } from "../../support/errors.js";
import type { MapStep } from "../step.js";
import { type Context, eventLoop, feedOperand, loadOf, storeTo, tallyHead, viewOperand } from "./step-text.js";
import { indent, laneType } from "./text.js";

/** The body of a function that does the step for one block: places, then events. */
export function mapBody(context: Context, { lanes, program, count, feeds, writes }: MapStep): string {
  const ins = feeds.map((feed, i) => feedOperand(context, lanes, feed, `x${i}`));
  const outs = writes.map((write, i) => viewOperand(context, write, `y${i}`));
  const loop = eventLoop(
    context,
    program,
    lanes,
    {
      load: (port) => loadOf(must(ins[port], "feed")),
      store: (output, value) => storeTo(must(outs[output], "write"), must(writes[output], "write"), value),
    },
    4,
  );
  return [
    indent([`using Lane = ${laneType(lanes)};`], 2),
    tallyHead(context, program),
    indent([`for (int p = 0; p < ${count}; ++p) {`], 2),
    indent(
      [...ins, ...outs].map(({ definition }) => definition),
      4,
    ),
    loop,
    indent(["}"], 2),
  ].join("");
}
