import { type ApFixed, apFixed } from "../fixed/types.js";
import { must } from "../support/errors.js";
import type { Strategy } from "./import.js";
import type { HlsCall, HlsField, NodeView } from "./op.js";
import { constantTensor, type IntTensor } from "./tensor.js";

/** What dense and convolution kernels share: `groups` times a matrix of [n_in, n_out], and how it is scheduled. */
interface LinearShape {
  readonly groups: number;
  /** How often the matrices are applied to an event: rows, or output pixels. */
  readonly windows: number;
  readonly nIn: number;
  readonly nOut: number;
  readonly strategy: Strategy;
  readonly reuse: number;
  readonly accum: ApFixed | undefined;
}

/**
 * The call of `nnet::<layer>_<strategy>(x, y, weight, bias?)`. Resource kernels get both as tables, the weights in the
 * order of their memory. The exact sum's own type is the accumulator where none is named.
 */
export function linearCall(
  layer: "dense" | "conv",
  { constants, exact }: NodeView<unknown>,
  linear: LinearShape,
  config: Readonly<Record<string, HlsField>>,
): HlsCall {
  const weight = must(constants[1], "constant weights");
  const bias = constants[2];
  const biasTable = bias === undefined ? [] : [{ name: "bias", tensor: bias }];
  const resource = linear.strategy === "Resource";
  const schedule = resourceSchedule(linear);
  const limit = Math.ceil((multiplications(weight) * linear.windows) / linear.reuse);
  return {
    header: `nnet_${layer}.h`,
    fn: `${layer}_${linear.strategy.toLowerCase()}`,
    arguments: [0, "out", ...(resource ? [] : [1, ...(bias === undefined ? [] : [2])])],
    config: {
      ...config,
      n_in: linear.nIn,
      n_out: linear.nOut,
      ...(resource
        ? { n_steps: schedule.steps, n_lanes: schedule.lanes, n_padded: schedule.padded }
        : linear.strategy === "Latency"
          ? { reuse_factor: linear.reuse, multiplier_limit: Math.max(1, limit) }
          : {}),
      accum_t: linear.accum ?? apFixed(exact.elem),
    },
    tables: resource ? [{ name: "weight", tensor: resourceWeights(weight, linear) }, ...biasTable] : [],
  };
}

/** Products that need a multiplier: neither zero nor a power of two. */
function multiplications(weight: IntTensor): number {
  return weight.type.range.lo.filter((m) => ((m < 0n ? -m : m) & ((m < 0n ? -m : m) - 1n)) !== 0n).length;
}

/**
 * The Resource schedule: in each of `steps` clock cycles `lanes` multipliers take the products of which the index
 * output · padded + input, divided by `steps`, leaves the cycle's number; inputs are padded so that this comes out even.
 */
function resourceSchedule({ nIn, nOut, reuse }: LinearShape): { steps: number; lanes: number; padded: number } {
  const steps = reuse <= nIn ? reuse : Math.ceil(reuse / nIn) * nIn;
  const padded = reuse <= nIn ? Math.ceil(nIn / reuse) * reuse : nIn;
  return { steps, padded, lanes: Math.ceil((padded * nOut) / steps) };
}

/** Weights [group, step, lane]; lanes that have nothing to multiply hold 0. */
function resourceWeights(weight: IntTensor, linear: LinearShape): IntTensor {
  const { groups, nIn, nOut } = linear;
  const { steps, lanes, padded } = resourceSchedule(linear);
  const mantissas = Array.from({ length: groups * steps * lanes }, (_, k) => {
    const flat = (Math.floor(k / lanes) % steps) + (k % lanes) * steps;
    const [input, output] = [flat % padded, Math.floor(flat / padded)];
    if (input >= nIn || output >= nOut) return 0n;
    const group = Math.floor(k / (steps * lanes));
    return weight.type.range.lo[(group * nIn + input) * nOut + output] ?? 0n;
  });
  return constantTensor([groups, steps, lanes], weight.type.elem, mantissas);
}
