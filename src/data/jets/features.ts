import { ANGLE_LSB, type CandidateWord, PARTICLES, saturate, wrapAngle } from "./words.js";

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
 * candidate. Computed from the words alone, as the firmware would. `vertex` is the word of the primary vertex.
 */
export function inputMantissas(sorted: readonly CandidateWord[], jet: JetWord, vertex: number): Int16Array {
  const mantissas = new Int16Array(CANDIDATES * FEATURES);
  sorted.slice(0, CANDIDATES).forEach((candidate, i) => {
    const { eta, phi, z0, d0, particle } = candidate;
    const row = mantissas.subarray(i * FEATURES, (i + 1) * FEATURES);
    const neutral = particle === PARTICLES.indexOf("gamma") || particle === PARTICLES.indexOf("h0");
    row[particle] = ONE;
    // 0.05 · z0 - vertex / 512 with 8 fraction bits, over the common denominator 20.
    const dz = neutral ? 0 : (256 * z0 - 10 * vertex) / 20;
    const angles = [eta - jet.eta, wrapAngle(phi - jet.phi)].map((word) => ONE * ANGLE_LSB * word);
    [dz, d0, (ONE * candidate.pt) / jet.pt, ...angles].forEach((value, k) => {
      row[PARTICLES.length + k] = saturate(Math.floor(value), -(2 ** (INPUT_WIDTH - 1)), 2 ** (INPUT_WIDTH - 1) - 1);
    });
  });
  return mantissas;
}
