import type { NdArray } from "./nd-array.js";

/** What stands in every plot, table and file that is made from generated samples. */
export const TOY_NOTICE = "toy Monte Carlo, not experiment simulation";

/** Where generated events come from: the same record gives the same bytes. */
export interface Provenance {
  readonly generator: string;
  readonly version: number;
  readonly seed: number;
  /** Streams of different names (train, test ...) share no random numbers. */
  readonly stream: string;
  readonly parameters: Readonly<Record<string, number | string>>;
  /** SHA-256 of generator, version and parameters as JSON with sorted keys, in hex. */
  readonly parameterHash: string;
  readonly notice: typeof TOY_NOTICE;
}

/** One array of a sample. */
export interface SamplePort {
  readonly name: string;
  /** What it is, with its unit or the step of its grid. */
  readonly about: string;
  /** Shape of one event. */
  readonly shape: readonly number[];
}

/** Events that are made when they are asked for: any block of them, in any order, with the same numbers. */
export interface SampleSource {
  readonly provenance: Provenance;
  readonly ports: readonly SamplePort[];
  /** Events [first, first + count): for every port a float32 array [count, ...shape], in the order of `ports`. */
  readonly make: (first: number, count: number) => ReadonlyMap<string, NdArray>;
}

/** What every generator is asked with. */
export interface SampleRequest {
  /** Integer below 2^32. */
  readonly seed: number;
  /** Default: the generator's name. */
  readonly stream?: string;
}
