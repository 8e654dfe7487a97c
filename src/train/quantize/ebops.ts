import type { Tape } from "../autodiff/tape.js";
import { addTo, type Tensor } from "../autodiff/tensor.js";
import type { Forward } from "../layers/layer.js";

/**
 * Adds the effective bit operations of a layer to `cx.costs`: over all products of one event, the bits of the weight from
 * its first to its last one, times the bits of the activation without its sign. Source: arXiv 2405.00645, section III,
 * equation 5. `weight` is [..., units] as quantized, `activation` the other operand; `uses[row]` says how many elements
 * of one event the row of weights is multiplied by. Without effect where an operand is no fixed-point number.
 */
export function addProductCost(
  cx: Forward,
  layer: string,
  weight: Tensor,
  activation: Tensor,
  uses: ArrayLike<number>,
): void {
  const weightBits = cx.bits.get(weight);
  const activationBits = cx.bits.get(activation);
  if (weightBits === undefined || activationBits === undefined) return;
  const units = weight.shape.at(-1) ?? 1;
  cx.costs.set(
    layer,
    productCost(cx.tape, weightBits, activationBits, (i) => uses[Math.floor(i / units)] as number),
  );
}

function productCost(tape: Tape, weight: Tensor, activation: Tensor, uses: (index: number) => number): Tensor {
  const cost = tape.tensor([1], [weight, activation]);
  const [bits] = activation.data as unknown as [number];
  let used = 0;
  for (let i = 0; i < weight.data.length; i++) used += uses(i) * (weight.data[i] as number);
  cost.data[0] = used * bits;
  const { grad } = cost;
  if (grad === undefined) return cost;
  tape.record(() => {
    const [slope] = grad as unknown as [number];
    if (activation.grad) addTo(activation.grad, 0, slope * used);
    if (weight.grad) for (let i = 0; i < weight.data.length; i++) addTo(weight.grad, i, slope * uses(i) * bits);
  });
  return cost;
}

/** Bits of a value that was computed from others without arithmetic (selected, moved, cut off): the most of theirs. */
export function carryBits(cx: Forward, value: Tensor, ...from: readonly Tensor[]): Tensor {
  const bits = from.map((x) => cx.bits.get(x));
  const most = bits.reduce((a, b) => (a && b && (a.data[0] as number) >= (b.data[0] as number) ? a : a && b));
  if (most !== undefined && !cx.bits.has(value)) cx.bits.set(value, most);
  return value;
}
