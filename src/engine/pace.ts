/** Seconds that a block should take: progress and Ctrl-C come between blocks. */
const BLOCK_SECONDS = 0.1;

/** Events of the first block, from which the pace is learnt. */
const FIRST_EVENTS = 256;

/** How many events the next block gets. */
export interface Pace {
  readonly next: () => number;
  /** What a block took. */
  readonly learn: (events: number, seconds: number) => void;
}

/** `most`: events that the memory of a block holds. */
export function createPace(most: number): Pace {
  let events = FIRST_EVENTS;
  return {
    next: () => Math.max(1, Math.min(most, events)),
    learn: (count, seconds) => {
      events = Math.floor((count * BLOCK_SECONDS) / Math.max(seconds, 1e-6));
    },
  };
}
