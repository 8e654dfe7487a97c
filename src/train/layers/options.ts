/** Refuses a layer's option: what was given, and what to give instead. */
export function expectOption(holds: boolean, layer: string, given: string, expected: string): asserts holds {
  if (!holds) throw new RangeError(`layer '${layer}': ${given}; give ${expected}`);
}

export function expectCount(layer: string, option: string, value: number): void {
  const whole = Number.isInteger(value) && value >= 1;
  expectOption(whole, layer, `${option} is ${value}`, "a whole number of at least 1");
}

export function shownShape(shape: readonly number[]): string {
  return `[${shape.join(", ")}]`;
}
