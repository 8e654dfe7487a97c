import { createRandom } from "../../support/random.js";

/**
 * Values of the parameter of a parametrised network, one an event: signal has the value that it was made with; background,
 * which has none, gets values from the signal's distribution, or the network would tell the two by it alone.
 * Source: Baldi, Cranmer, Faucett, Sadowski and Whiteson 2016 (arXiv 1601.07913), section 3.
 *
 * @param values of signal events; those of background are ignored.
 * @param isSignal of every event.
 */
export function parameterColumn(
  values: ArrayLike<number>,
  isSignal: ArrayLike<number | boolean>,
  seed: number,
): Float32Array {
  const signal: number[] = [];
  for (let event = 0; event < values.length; event++) if (isSignal[event]) signal.push(values[event] as number);
  return Float32Array.from({ length: values.length }, (_, event) => {
    if (isSignal[event]) return values[event] as number;
    const { uniform } = createRandom(seed, "parametrised", event);
    return signal[Math.floor(uniform() * signal.length)] ?? 0;
  });
}
