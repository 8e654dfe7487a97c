import { binOf } from "./bins.js";
import { addTo, emptyTally, type Share, shareOf } from "./share.js";

/** Efficiency in one bin [lowEdge, highEdge) of a variable; the last bin holds its high edge too. */
export interface EfficiencyBin extends Share {
  readonly lowEdge: number;
  readonly highEdge: number;
  readonly events: number;
}

/**
 * Efficiency in bins of a variable. `passed` (1 or 0), `variable` and `weights` are [N]; `edges` ascend. Events outside
 * of the edges are in no bin.
 */
export function efficiencyAgainst(
  passed: ArrayLike<number>,
  variable: ArrayLike<number>,
  edges: readonly number[],
  weights?: ArrayLike<number>,
): EfficiencyBin[] {
  const bins = edges.slice(1).map((highEdge, bin) => {
    return { lowEdge: edges[bin] as number, highEdge, events: 0, tally: emptyTally() };
  });
  for (let i = 0; i < passed.length; i++) {
    const bin = bins[binOf(variable[i] as number, edges)];
    if (bin === undefined) continue;
    bin.events++;
    addTo(bin.tally, passed[i] !== 0, weights?.[i] ?? 1);
  }
  return bins.map(({ tally, ...bin }) => ({ ...bin, ...shareOf(tally) }));
}
