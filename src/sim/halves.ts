/** The halves of a weight w = 256 · high + low, low in [-128, 127], of the mode "halves" of matrices. */
export function highHalf(w: number): number {
  return (w + 128) >> 8;
}

export function lowHalf(w: number): number {
  return w - 256 * highHalf(w);
}
