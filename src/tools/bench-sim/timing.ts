/** Seconds of one pass over a contestant's events. */
export interface Timing {
  /** User and system time of the process, all threads. */
  readonly cpu: number;
  readonly wall: number;
}

/** What a contestant says of itself when it has done its first pass and written its outputs. */
export interface Ready {
  /** Of the program that computes. */
  readonly version: string;
  /** CPU seconds of its own getting ready, where there is much of it. */
  readonly setup?: number;
  readonly first: Timing;
}

/** One pass, timed. */
export async function timed(pass: () => unknown): Promise<Timing> {
  const cpu = process.cpuUsage();
  const wall = performance.now();
  await pass();
  const { user, system } = process.cpuUsage(cpu);
  return { cpu: (user + system) / 1e6, wall: (performance.now() - wall) / 1000 };
}
