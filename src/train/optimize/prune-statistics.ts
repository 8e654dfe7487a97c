import { must } from "../../support/errors.js";
import { type Network, specsOf } from "../network.js";

/** How much is left of a weight. */
export interface NonZeros {
  readonly name: string;
  readonly count: number;
  readonly nonZero: number;
  /** Columns (neurons, filters) of which something is left; the last axis counts them all. */
  readonly columns: number;
}

/** What is left of every trained `<layer>.weight`. */
export function nonZerosOf({ model, parameters }: Network): NonZeros[] {
  const weights = specsOf(model).filter(({ name, trained }) => trained && name.endsWith(".weight"));
  return weights.map(({ name, shape }) => {
    const { data } = must(parameters.get(name), name);
    const alive = Array.from(data.keys()).filter((index) => data[index] !== 0);
    const columns = new Set(alive.map((index) => index % (shape.at(-1) ?? 1)));
    return { name, count: data.length, nonZero: alive.length, columns: columns.size };
  });
}
