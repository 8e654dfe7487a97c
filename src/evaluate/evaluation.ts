import type { Provenance } from "../data/sample.js";
import type { Estimate } from "../metrics/auc-error.js";
import type { Calibration } from "../metrics/calibration.js";
import type { Moments } from "../metrics/distribution.js";
import type { EfficiencyBin } from "../metrics/efficiency.js";
import type { Share } from "../metrics/share.js";
import type { TwoSampleTest } from "../metrics/two-sample.js";
import type { Flips } from "../metrics/working-point.js";

/** Changes when a field gets another meaning or goes. */
export const EVALUATION_SCHEMA = "bunchcross-evaluation-1";

/**
 * What `bxc evaluate` finds, as its JSON has it: plain objects, arrays and numbers. Numbers that are not defined (NaN) or
 * infinite become null there. Shares come with intervals of 68.27 % (Clopper and Pearson), estimates with standard errors.
 */
export interface Evaluation {
  readonly schema: typeof EVALUATION_SCHEMA;
  readonly events: number;
  /** Name of the array of weights; null where all events weigh 1. */
  readonly weights: string | null;
  /** What stands in every plot where any of the data are generated. */
  readonly notice: string | null;
  readonly provenance: readonly Provenance[];
  /** Null where there are no labels. */
  readonly classification: Classification | null;
  readonly regressions: readonly Regression[];
  /** Of every output that there is a reference for. */
  readonly agreement: readonly Agreement[];
}

export interface Classification {
  readonly output: string;
  /** Scores are taken for probabilities where all of them lie in [0, 1]. */
  readonly scores: "probabilities" | "unbounded";
  readonly classes: readonly ClassReport[];
  /**
   * Area of class `signal` against class `background` alone: by s / (s + b) of their probabilities, by s - b of other
   * scores, or by the only score. Of a pair that is told apart either way, the one of the lower signal.
   */
  readonly pairs: readonly { readonly signal: string; readonly background: string; readonly auc: Estimate }[];
  /** Of the greatest score; null where there is but one score. */
  readonly decisions: { readonly accuracy: Share; readonly confusion: readonly (readonly number[])[] } | null;
}

/** One class against the others, or against those that were named as background. */
export interface ClassReport {
  readonly name: string;
  readonly label: number;
  /** Events of the class, and of what it is held against. */
  readonly events: number;
  readonly background: { readonly name: string; readonly events: number };
  readonly auc: Estimate;
  readonly roc: Roc;
  readonly scores: ScoreHistogram;
  /** Null where scores are no probabilities. */
  readonly calibration: Calibration | null;
  readonly workingPoints: readonly WorkingPointReport[];
  /** Null without a reference. */
  readonly reference: ReferenceReport | null;
}

export interface ReferenceReport {
  readonly auc: Estimate;
  /** Fixed minus reference, with the error that the correlation of both leaves. */
  readonly difference: Estimate;
  readonly roc: Roc;
  readonly scores: ScoreHistogram;
}

/** Points of a curve, thinned for plots, from (0, 0) to (1, 1). */
export interface Roc {
  readonly thresholds: readonly number[];
  readonly signal: readonly number[];
  readonly background: readonly number[];
}

/** Weights of both kinds between `edges`. */
export interface ScoreHistogram {
  readonly edges: readonly number[];
  readonly signal: readonly number[];
  readonly background: readonly number[];
}

export interface WorkingPointReport {
  /** As it was asked for: `0.01`, `10kHz`. */
  readonly name: string;
  /** The share of background that may pass; events pass with a score of at least the threshold. */
  readonly allowed: number;
  readonly threshold: number;
  readonly background: Share;
  /** Background share times the crossing rate, kHz. Means a trigger rate only where the background is minimum bias. */
  readonly rate: Share;
  readonly signal: Share;
  /** Standard error of the signal's share, that of the threshold included. */
  readonly signalError: number;
  readonly efficiencies: readonly EfficiencyReport[];
  /** Null without a reference. */
  readonly flips: FlipReport | null;
}

export interface EfficiencyReport {
  readonly variable: string;
  readonly signal: readonly EfficiencyBin[];
  readonly background: readonly EfficiencyBin[];
}

/** Decisions that differ between reference (first) and fixed (second). */
export interface FlipReport {
  /** Both with the threshold of the reference. */
  readonly sameThreshold: Flips;
  /** Each with the threshold that allows it the same share of background. */
  readonly sameBackground: Flips;
  readonly referenceThreshold: number;
}

export interface Quantile extends Estimate {
  readonly share: number;
}

/** A distribution of differences, in the units of the output. */
export interface Residual extends Moments {
  readonly quantiles: readonly Quantile[];
  readonly within: readonly { readonly window: number; readonly share: Share }[];
  readonly histogram: {
    readonly edges: readonly number[];
    readonly contents: readonly number[];
    readonly errors: readonly number[];
  };
}

/** Output minus target, for every element of the output. */
export interface Regression {
  readonly output: string;
  readonly target: string;
  readonly elements: readonly RegressionElement[];
}

export interface RegressionElement {
  readonly element: string;
  readonly residual: Residual;
  readonly reference: Residual | null;
  readonly against: readonly { readonly variable: string; readonly bins: readonly RegressionBin[] }[];
}

export interface RegressionBin {
  readonly lowEdge: number;
  readonly highEdge: number;
  readonly events: number;
  readonly mean: Estimate;
  readonly rms: Estimate;
}

/** How far the fixed-point output is from the reference. */
export interface Agreement {
  readonly output: string;
  /** Events all of whose values are equal. */
  readonly identical: Share;
  /** Events with the same greatest element; null where there is but one. */
  readonly decisions: Share | null;
  readonly twoSample: TwoSampleTest;
  /** Fixed minus reference. */
  readonly elements: readonly { readonly element: string; readonly residual: Residual }[];
}
