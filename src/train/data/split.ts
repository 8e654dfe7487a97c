import { createRandom } from "../../support/random.js";
import { type Columns, selectRows } from "./columns.js";

/** Numbers below `count` in a random order, which only seed, name and item decide. Source: Durstenfeld 1964. */
export function permutation(count: number, seed: number, stream: string, item = 0): Uint32Array {
  const { uniform } = createRandom(seed, stream, item);
  const order = Uint32Array.from({ length: count }, (_, i) => i);
  for (let i = count - 1; i > 0; i--) {
    const other = Math.floor(uniform() * (i + 1));
    const moved = order[i] as number;
    order[i] = order[other] as number;
    order[other] = moved;
  }
  return order;
}

/** Two parts of a data set, the second with about this share of the events; which ones, the seed decides. */
export function splitColumns(data: Columns, share: number, seed: number): readonly [rest: Columns, part: Columns] {
  const order = permutation(data.events, seed, "split");
  const count = Math.round(share * data.events);
  return [selectRows(data, order.subarray(count).sort()), selectRows(data, order.subarray(0, count).sort())];
}

export interface Fold {
  /** From 0. */
  readonly fold: number;
  readonly training: Columns;
  readonly validation: Columns;
}

/** Trains k times, every time without another k-th of the events, which is for validation: each event is in one of them. */
export function kFold<T>(data: Columns, { k, seed }: { k: number; seed: number }, train: (fold: Fold) => T): T[] {
  const order = permutation(data.events, seed, "k-fold");
  return Array.from({ length: k }, (_, fold) => {
    const [from, to] = [fold, fold + 1].map((part) => Math.floor((part * data.events) / k)) as [number, number];
    const held = order.slice(from, to).sort();
    const others = Uint32Array.from([...order.subarray(0, from), ...order.subarray(to)]).sort();
    return train({ fold, training: selectRows(data, others), validation: selectRows(data, held) });
  });
}
