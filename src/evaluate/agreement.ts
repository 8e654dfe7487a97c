import { decisions } from "../metrics/class-scores.js";
import { addTo, emptyTally, type Share, shareOf } from "../metrics/share.js";
import { twoSampleTest } from "../metrics/two-sample.js";
import type { Agreement } from "./evaluation.js";
import type { OutputValues } from "./events.js";
import { differencesOf, elementName, residualOf } from "./residual.js";

/** Seed of the two-sample test: evaluations are the same whenever they are made. */
const SEED = 1;

/** How far an output is from its reference; undefined without one. */
export function agreementOf(output: OutputValues, weights: ArrayLike<number> | undefined): Agreement | undefined {
  const { name, size, values, reference } = output;
  if (reference === undefined) return undefined;
  const chosen = [values, reference].map((each) => decisions(each, size));
  return {
    output: name,
    identical: shareOfEvents(values.length / size, (i) => isIdentical(values, reference, size, i), weights),
    decisions:
      size === 1 ? null : shareOfEvents(values.length / size, (i) => chosen[0]?.[i] === chosen[1]?.[i], weights),
    twoSample: twoSampleTest(reference, values, size, SEED),
    elements: Array.from({ length: size }, (_, element) => ({
      element: elementName(output, element),
      residual: residualOf(differencesOf(values, reference, size, element), [], weights),
    })),
  };
}

function isIdentical(values: ArrayLike<number>, others: ArrayLike<number>, size: number, event: number): boolean {
  for (let at = event * size; at < (event + 1) * size; at++) if (values[at] !== others[at]) return false;
  return true;
}

function shareOfEvents(
  events: number,
  passes: (event: number) => boolean,
  weights: ArrayLike<number> | undefined,
): Share {
  const tally = emptyTally();
  for (let i = 0; i < events; i++) addTo(tally, passes(i), weights?.[i] ?? 1);
  return shareOf(tally);
}
