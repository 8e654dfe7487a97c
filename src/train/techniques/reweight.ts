import { createRandom } from "../../support/random.js";

/** Bins of one or more variables: `edges` rise; what lies outside counts to the first or last bin. */
export interface Axis {
  readonly values: ArrayLike<number>;
  readonly edges: readonly number[];
}

/** Number of the bin of every event, over all axes together, the last axis fastest. */
export function binsOf(axes: readonly Axis[]): Int32Array {
  const bins = new Int32Array(axes[0]?.values.length ?? 0);
  for (const { values, edges } of axes) {
    const last = edges.length - 2;
    for (let i = 0; i < bins.length; i++) {
      const value = values[i] as number;
      let bin = 0;
      while (bin < last && value >= (edges[bin + 1] as number)) bin++;
      bins[i] = (bins[i] as number) * (last + 1) + bin;
    }
  }
  return bins;
}

/**
 * Factors on the events' weights that make every class equally probable in every bin of the kinematics, so that a network
 * cannot tell classes by it.
 *
 * @param classes of the events, 0, 1 ...
 * @param to `flat`: each class flat over the bins that it fills; or a class's number: all classes get its spectrum.
 * @param weights of the events so far; default 1. Bins whose weights add to nothing or less get the factor 0.
 * @returns factors, scaled so that the weights of each class keep their sum.
 */
export function kinematicWeights(
  axes: readonly Axis[],
  classes: ArrayLike<number>,
  to: "flat" | number = "flat",
  weights?: ArrayLike<number>,
): Float64Array {
  const bins = binsOf(axes);
  const weightOf = (event: number): number => weights?.[event] ?? 1;
  const sums = sumsByClass(bins, classes, weightOf);
  const target = to === "flat" ? undefined : sums.get(to);
  const factors = new Map(Array.from(sums, ([label, sum]) => [label, factorsOf(sum, target)]));
  return Float64Array.from(bins, (bin, event) => factors.get(classes[event] as number)?.get(bin) ?? 0);
}

type Sums = Map<number, number>;

function sumsByClass(
  bins: Int32Array,
  classes: ArrayLike<number>,
  weightOf: (event: number) => number,
): Map<number, Sums> {
  const sums = new Map<number, Sums>();
  bins.forEach((bin, event) => {
    const label = classes[event] as number;
    const own = sums.get(label) ?? new Map<number, number>();
    sums.set(label, own.set(bin, (own.get(bin) ?? 0) + weightOf(event)));
  });
  return sums;
}

function factorsOf(own: Sums, target: Sums | undefined): Sums {
  const wanted = (bin: number): number => (target === undefined ? 1 : Math.max(0, target.get(bin) ?? 0));
  const filled = Array.from(own).filter(([, sum]) => sum > 0);
  const total = filled.reduce((sum, [, weight]) => sum + weight, 0);
  const reached = filled.reduce((sum, [bin]) => sum + wanted(bin), 0);
  return new Map(filled.map(([bin, sum]) => [bin, reached === 0 ? 0 : ((wanted(bin) / sum) * total) / reached]));
}

/**
 * Events that stay if each is kept with a probability proportional to its factor, the greatest being kept always: the
 * other way to flat kinematics, with weights of 1. Counted random numbers: the choice depends on seed and event alone.
 */
export function downSample(factors: ArrayLike<number>, seed: number): Uint32Array {
  let most = 0;
  for (let i = 0; i < factors.length; i++) most = Math.max(most, factors[i] as number);
  const kept: number[] = [];
  for (let event = 0; event < factors.length; event++) {
    if (createRandom(seed, "down-sample", event).uniform() * most < (factors[event] as number)) kept.push(event);
  }
  return Uint32Array.from(kept);
}
