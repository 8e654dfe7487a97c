import { createRandom } from "../../support/random.js";
import { type Columns, joinRows, selectRows } from "../data/columns.js";

/** Which events of all tasks so far are kept for replay: every one seen is among them with the same probability. */
export interface Reservoir {
  readonly capacity: number;
  readonly seed: number;
  /** Events seen so far. */
  readonly seen: number;
  /** Numbers of the events kept, counted over all tasks. */
  readonly kept: readonly number[];
}

export function emptyReservoir(capacity: number, seed: number): Reservoir {
  return { capacity, seed, seen: 0, kept: [] };
}

/** The reservoir after `count` more events went by. Source: Vitter 1985, algorithm R. */
export function offer(reservoir: Reservoir, count: number): Reservoir {
  const { capacity, seed, seen } = reservoir;
  const kept = [...reservoir.kept];
  for (let event = seen; event < seen + count; event++) {
    const place = event < capacity ? event : Math.floor(createRandom(seed, "reservoir", event).uniform() * (event + 1));
    if (place < capacity) kept[place] = event;
  }
  return { ...reservoir, seen: seen + count, kept };
}

/** The events themselves: what a detector's memory would hold. */
export interface Memory {
  readonly reservoir: Reservoir;
  readonly events: Columns;
}

/** A memory of at most `capacity` events of a first task. */
export function remember(task: Columns, capacity: number, seed: number): Memory {
  const reservoir = offer(emptyReservoir(capacity, seed), task.events);
  return { reservoir, events: selectRows(task, reservoir.kept) };
}

/** The memory after one more task: only what it holds and the task itself are looked at. */
export function rememberMore({ reservoir, events }: Memory, task: Columns): Memory {
  const next = offer(reservoir, task.events);
  const places = next.kept.map((event, place) =>
    event < reservoir.seen ? place : events.events + event - reservoir.seen,
  );
  return { reservoir: next, events: selectRows(joinRows([events, task]), places) };
}

/**
 * A task's events and, again and again, those of a memory, until these are the given share of all: `fit` shuffles both
 * into its batches. To look at as many new events a step as without replay, make batches 1 / (1 - share) times as large.
 *
 * @param share in [0, 1).
 */
export function replayData(task: Columns, memory: Columns, share: number = 0.5): Columns {
  if (!(share >= 0 && share < 1))
    throw new RangeError(`A share of ${share} for replay: write a number from 0 to below 1.`);
  const again = Math.round((task.events * share) / (1 - share));
  const rows = Uint32Array.from({ length: again }, (_, i) => i % memory.events);
  return joinRows([task, selectRows(memory, rows)]);
}
