import {
  type ApFixed,
  apFixed,
  type FixedType,
  maxMantissa,
  minMantissa,
  OVERFLOWS,
  ROUNDINGS,
} from "../fixed/types.js";
import { createRandom } from "../support/random.js";
import type { Choice } from "./op.js";
import { constantTensor, sizeOf } from "./tensor.js";

/** Uniform numbers in (0, 1), the same for the same seed on every machine. */
export function seededRandom(seed: number): () => number {
  return createRandom(seed, "choice").uniform;
}

/** Random choices for the ops' `arbitrary`, from any source of uniform numbers. */
export function createChoice(random: () => number): Choice {
  const int = (lo: number, hi: number): number => lo + Math.floor(random() * (hi - lo + 1));
  const pick = <T>(items: readonly T[]): T => items[int(0, items.length - 1)] as T;
  const bool = (): boolean => random() < 0.5;
  const type = (most = 16): FixedType => {
    const width = int(1, most);
    // Mostly a binary point inside the word; now and then I < 0 or I > W.
    return { signed: width > 1 && random() < 0.7, width, int: random() < 0.85 ? int(0, width) : int(-4, width + 4) };
  };
  const ap = (most = 16): ApFixed => {
    const chosen = type(most);
    const overflow = pick(OVERFLOWS);
    const wrapBits = overflow === "WRAP" && random() < 0.15 ? int(1, chosen.width) : 0;
    return apFixed(chosen, pick(ROUNDINGS), overflow, wrapBits);
  };
  const constant: Choice["constant"] = (shape, elem) =>
    constantTensor(
      shape,
      elem,
      Array.from({ length: sizeOf(shape) }, () =>
        random() < 0.25 ? 0n : randomMantissa(random, minMantissa(elem), maxMantissa(elem)),
      ),
    );
  return { int, pick, bool, type, apFixed: ap, constant };
}

/** A mantissa in [lo, hi] of any width; one in eight is an end of the range. */
export function randomMantissa(random: () => number, lo: bigint, hi: bigint): bigint {
  const draw = random();
  if (draw < 0.0625) return lo;
  if (draw < 0.125) return hi;
  let bits = 0n;
  for (let reach = hi - lo; reach > 0n; reach >>= 32n) bits = (bits << 32n) | BigInt(Math.floor(random() * 2 ** 32));
  // 32 more bits than the span keep the remainder all but uniform.
  bits = (bits << 32n) | BigInt(Math.floor(random() * 2 ** 32));
  return lo + (bits % (hi - lo + 1n));
}
