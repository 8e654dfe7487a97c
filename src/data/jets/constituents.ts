import { dzMantissa, type SeenJet } from "./features.js";
import { ANGLE_LSB, type CandidateWord, isNeutral, PARTICLES, PT_LSB, saturate, wrapAngle } from "./words.js";

/** Candidates that the deep-set tagger looks at; missing ones are zeros. */
export const CONSTITUENTS = 16;

/** Numbers of each constituent: those of L1TSC4NG, with z0 counted from the vertex. docs/toy-jets.md says what they are. */
export const CONSTITUENT_FEATURES = [
  "pt",
  "pt_rel",
  "pt_log",
  "deta",
  "dphi",
  "mass",
  ...PARTICLES,
  "dz",
  "d0",
  "filled",
  "weight",
  "em_id",
  "quality",
] as const;

/**
 * Type of the deep-set tagger's inputs: ap_fixed<18,10,AP_TRN,AP_SAT>, one operand of a DSP block. Its LSB is that of d0
 * and of PUPPI's weight, and half that of Δη and Δφ rounded down; it ends above the pT of any jet of the sample.
 */
export const CONSTITUENT_FRACTION = 8;
const CONSTITUENT_WIDTH = 18;
const ONE = 2 ** CONSTITUENT_FRACTION;

/** GeV, of electron, muon, photon, neutral and charged hadron, by the place in `PARTICLES`. */
const MASSES = [0.005, 0.005, 0.105, 0.105, 0, 0.5, 0.13, 0.13] as const;

/** Writes the constituents of a jet into [events × CONSTITUENTS × 20] values on the grid of their type. */
export function writeConstituents(into: Float32Array, event: number, { candidates, jet, vertex }: SeenJet): void {
  for (let i = 0; i < Math.min(CONSTITUENTS, candidates.length); i++) {
    const { pt, eta, phi, z0, d0, particle, weight, emId, quality } = candidates[i] as CandidateWord;
    let at = (event * CONSTITUENTS + i) * CONSTITUENT_FEATURES.length;
    const put = (mantissa: number): void => {
      into[at++] = gridValue(mantissa);
    };
    put(ONE * PT_LSB * pt);
    put((ONE * pt) / jet.pt);
    put(ONE * Math.log(PT_LSB * pt));
    put(ONE * ANGLE_LSB * (eta - jet.eta));
    put(ONE * ANGLE_LSB * wrapAngle(phi - jet.phi));
    put(ONE * (MASSES[particle] as number));
    for (let kind = 0; kind < PARTICLES.length; kind++) put(kind === particle ? ONE : 0);
    put(isNeutral(particle) ? 0 : dzMantissa(z0, vertex));
    put(d0);
    put(ONE);
    put(weight);
    put(ONE * emId);
    put(ONE * quality);
  }
}

/** The value of a mantissa that is cut to the type. */
function gridValue(mantissa: number): number {
  const most = 2 ** (CONSTITUENT_WIDTH - 1);
  return saturate(Math.floor(mantissa), -most, most - 1) / ONE;
}
