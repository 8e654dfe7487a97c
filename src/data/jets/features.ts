import { ANGLE_LSB, type CandidateWord, isNeutral, PARTICLES, saturate, wrapAngle } from "./words.js";

/** Candidates that the tagger looks at; missing ones are zeros. */
export const CANDIDATES = 10;
/** Numbers of each candidate: one for each kind of particle, then Δz, d0, pT / pT of the jet, Δη, Δφ. */
export const FEATURES = PARTICLES.length + 5;

/**
 * Type of the tagger's inputs: ap_fixed<14,6,AP_TRN,AP_SAT>. Two fraction bits more than the ap_fixed<12,6> of the
 * CMSSW interface, so that neighbouring words of d0 (1/256 cm) and of the angles (π/720) stay apart.
 */
export const INPUT_FRACTION = 8;
const INPUT_WIDTH = 14;
const ONE = 2 ** INPUT_FRACTION;

/** What the jet is measured from and divided by, in the units of the words. */
export interface JetWord {
  readonly pt: number;
  readonly eta: number;
  readonly phi: number;
}

/** A jet as the trigger sees it. */
export interface SeenJet {
  readonly jet: JetWord;
  /** Place of the primary vertex: ap_fixed<15,6>, LSB 2^-9 cm. */
  readonly vertex: number;
  /** All candidates, pT first. */
  readonly candidates: readonly CandidateWord[];
}

/** The jet of these candidates: sum of their momenta, at their pT-weighted mean direction. The list is not empty. */
export function jetOf(candidates: readonly CandidateWord[]): JetWord {
  const pt = candidates.reduce((sum, candidate) => sum + candidate.pt, 0);
  const reference = candidates[0]?.phi ?? 0;
  const mean = (word: (candidate: CandidateWord) => number): number =>
    Math.round(candidates.reduce((sum, candidate) => sum + candidate.pt * word(candidate), 0) / pt);
  const turn = mean(({ phi }) => wrapAngle(phi - reference));
  return { pt, eta: mean(({ eta }) => eta), phi: wrapAngle(reference + turn) };
}

/**
 * The tagger's input of one jet as mantissas with `INPUT_FRACTION` fraction bits, [CANDIDATES × FEATURES], candidate by
 * candidate. Computed from the words alone, as the firmware would.
 */
export function inputMantissas({ candidates, jet, vertex }: SeenJet): Int16Array {
  const mantissas = new Int16Array(CANDIDATES * FEATURES);
  for (let i = 0; i < Math.min(CANDIDATES, candidates.length); i++) {
    const { pt, eta, phi, z0, d0, particle } = candidates[i] as CandidateWord;
    const row = i * FEATURES;
    mantissas[row + particle] = ONE;
    const rest = row + PARTICLES.length;
    mantissas[rest] = isNeutral(particle) ? 0 : mantissaOf(dzMantissa(z0, vertex));
    mantissas[rest + 1] = mantissaOf(d0);
    mantissas[rest + 2] = mantissaOf((ONE * pt) / jet.pt);
    mantissas[rest + 3] = mantissaOf(ONE * ANGLE_LSB * (eta - jet.eta));
    mantissas[rest + 4] = mantissaOf(ONE * ANGLE_LSB * wrapAngle(phi - jet.phi));
  }
  return mantissas;
}

/** 0.05 · z0 - vertex / 512 with 8 fraction bits, over the common denominator 20. */
export function dzMantissa(z0: number, vertex: number): number {
  return (256 * z0 - 10 * vertex) / 20;
}

function mantissaOf(value: number): number {
  return saturate(Math.floor(value), -(2 ** (INPUT_WIDTH - 1)), 2 ** (INPUT_WIDTH - 1) - 1);
}
