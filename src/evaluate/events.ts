import type { Provenance } from "../data/sample.js";

/** Values of one output of the model in memory, [events, size], and those of the reference where there is one. */
export interface OutputValues {
  readonly name: string;
  /** Shape of one event, and its number of elements. */
  readonly shape: readonly number[];
  readonly size: number;
  readonly values: Float64Array;
  readonly reference: ArrayLike<number> | undefined;
}

/** A variable [events] with the bins that efficiencies are counted in. */
export interface Variable {
  readonly name: string;
  readonly values: Float64Array;
  readonly edges: readonly number[];
}

/** A share of background that is allowed to pass. */
export interface AllowedBackground {
  /** As it was written. */
  readonly name: string;
  readonly share: number;
}

/** Which class every event is of, and what is to be told from what. */
export interface Labels {
  readonly output: string;
  /** Class numbers [events]. */
  readonly values: Float64Array;
  /** Names of the classes. */
  readonly classes: readonly string[];
  /** Classes that are reported, each against those of `backgrounds` but itself. */
  readonly signals: readonly number[];
  readonly backgrounds: readonly number[];
}

/** All that an evaluation is made from: events in memory, checked. */
export interface EvaluatedEvents {
  readonly events: number;
  readonly outputs: readonly OutputValues[];
  readonly labels: Labels | undefined;
  readonly targets: readonly { readonly output: string; readonly name: string; readonly values: Float64Array }[];
  readonly weights: { readonly name: string; readonly values: Float64Array } | undefined;
  readonly variables: readonly Variable[];
  readonly workingPoints: readonly AllowedBackground[];
  /** Half widths of windows around zero residual, in the units of the output. */
  readonly windows: readonly number[];
  readonly provenance: readonly Provenance[];
}
