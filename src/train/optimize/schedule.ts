/** Where a phase of training stands. */
export interface Progress {
  /** Epochs done, the current one by its share of steps. */
  readonly epoch: number;
  /** Of the whole phase. */
  readonly epochs: number;
  /** What is watched, after each epoch done; less is better. */
  readonly watched: readonly number[];
}

/**
 * Learning rate as a function of progress alone: nothing is remembered, so a resumed training goes on as if it had never
 * stopped.
 */
export interface Schedule {
  /** Name and options, as checkpoints compare them. */
  readonly description: string;
  readonly rate: (at: Progress) => number;
}

export function constant(rate: number): Schedule {
  return { description: `constant(${rate})`, rate: () => rate };
}

/** The rate times `factor` after every so many epochs. */
export function stepDecay({ rate, factor, every }: { rate: number; factor: number; every: number }): Schedule {
  return {
    description: `step(${rate}, ${factor}, ${every})`,
    rate: ({ epoch }) => rate * factor ** Math.floor(epoch / every),
  };
}

/** Half a cosine from `rate` to `least` over the phase. Source: Loshchilov and Hutter 2017 (arXiv 1608.03983), eq. 5. */
export function cosine({ rate, least = 0 }: { rate: number; least?: number }): Schedule {
  return {
    description: `cosine(${rate}, ${least})`,
    rate: ({ epoch, epochs }) => least + ((rate - least) * (1 + Math.cos((Math.PI * epoch) / epochs))) / 2,
  };
}

export interface PlateauOptions {
  readonly rate: number;
  /** Default 0.5. */
  readonly factor?: number;
  /** Epochs without a new best before the rate falls. Default 5. */
  readonly patience?: number;
  /** By how much a new best has to be below the last. Default 0. */
  readonly minDelta?: number;
  /** Default 0. */
  readonly least?: number;
}

/** The rate times `factor` whenever what is watched had no new best for `patience` epochs. */
export function plateau({ rate, factor = 0.5, patience = 5, minDelta = 0, least = 0 }: PlateauOptions): Schedule {
  return {
    description: `plateau(${rate}, ${factor}, ${patience}, ${minDelta}, ${least})`,
    rate: ({ watched }) => {
      let [now, best, waited] = [rate, Number.POSITIVE_INFINITY, 0];
      for (const value of watched) {
        waited = value < best - minDelta ? 0 : waited + 1;
        if (waited === 0) best = value;
        if (waited < patience) continue;
        now = Math.max(least, now * factor);
        waited = 0;
      }
      return now;
    },
  };
}

/** A schedule whose first epochs rise to it along a line from 0. */
export function warmUp(epochs: number, schedule: Schedule): Schedule {
  return {
    description: `warm-up(${epochs}, ${schedule.description})`,
    rate: (at) => schedule.rate(at) * Math.min(1, at.epoch / epochs),
  };
}
