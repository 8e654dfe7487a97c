/** Means of numbers by name, over batches by their events. */
export interface Means {
  readonly add: (name: string, value: number, events: number) => void;
  readonly values: () => Record<string, number>;
}

export function createMeans(): Means {
  const sums = new Map<string, { sum: number; events: number }>();
  return {
    add: (name, value, events) => {
      const { sum, events: before } = sums.get(name) ?? { sum: 0, events: 0 };
      sums.set(name, { sum: sum + value * events, events: before + events });
    },
    values: () => Object.fromEntries(Array.from(sums, ([name, { sum, events }]) => [name, sum / events])),
  };
}
