import { type Axis, binsOf } from "./reweight.js";

/**
 * "Designing decorrelated taggers": the score less its percentile for background at the event's kinematics passes the
 * cut 0 with the same background efficiency everywhere. As firmware it is one table after the network.
 * Source: Dolen, Harris, Marzani, Rappoccio and Tran 2016 (arXiv 1603.00027); the percentile map as CMS uses it, 1909.04114.
 */
export interface DdtMap {
  /** Share of background above the cut. */
  readonly efficiency: number;
  readonly edges: readonly (readonly number[])[];
  /** Threshold in each bin, the last axis fastest. */
  readonly thresholds: readonly number[];
  /** Background events behind each threshold. */
  readonly events: readonly number[];
}

/**
 * @param scores of background events.
 * @param axes kinematics of the same events.
 * @param efficiency share of background that passes, in (0, 1).
 */
export function fitDdt(scores: ArrayLike<number>, axes: readonly Axis[], efficiency: number): DdtMap {
  if (!(efficiency > 0 && efficiency < 1))
    throw new RangeError(`An efficiency of ${efficiency}: write a number between 0 and 1.`);
  const bins = binsOf(axes);
  const count = axes.reduce((product, { edges }) => product * (edges.length - 1), 1);
  const groups: number[][] = Array.from({ length: count }, () => []);
  bins.forEach((bin, event) => {
    groups[bin]?.push(scores[event] as number);
  });
  const all = Array.from(scores);
  return {
    efficiency,
    edges: axes.map(({ edges }) => edges),
    // An empty bin has no percentile of its own.
    thresholds: groups.map((group) => upperQuantile(group.length === 0 ? all : group, efficiency)),
    events: groups.map((group) => group.length),
  };
}

/** The greatest threshold at or above which at least the given share of the scores lies. */
function upperQuantile(scores: readonly number[], share: number): number {
  const falling = scores.toSorted((a, b) => b - a);
  return falling[Math.max(0, Math.ceil(share * falling.length) - 1)] ?? 0;
}

/** Scores less the threshold at their kinematics: at least 0 is a pass. */
export function applyDdt(
  map: DdtMap,
  scores: ArrayLike<number>,
  variables: readonly ArrayLike<number>[],
): Float64Array {
  const bins = binsOf(variables.map((values, axis) => ({ values, edges: map.edges[axis] ?? [] })));
  return Float64Array.from(bins, (bin, event) => (scores[event] as number) - (map.thresholds[bin] as number));
}
