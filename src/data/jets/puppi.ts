import type { Candidate } from "./detector.js";
import type { Axis } from "./particle.js";

/** α looks at tracks nearer than this; those very near count as if at the second distance. */
const NEAR = 0.3;
const CORE = 0.07;
/** GeV: neutral candidates of which less is left are dropped. */
export const NEUTRAL_PT = 1;
/** Logistic regression of the weight on α and pT, made to leave 1 to 2 soft clusters of pile-up in a cone. */
const ALPHA = { slope: 0.7, zero: 5.9, most: 4 };
const PT = { slope: 0.3, zero: 3 };
const PRIOR = 2;

/**
 * The weight that "pile-up per particle identification" (Bertolini, Harris, Low and Tran, arXiv 1407.6013) gives to a
 * neutral candidate: a logistic function of its pT and of α = ln Σ (pT / ΔR)² over the tracks near the vertex.
 */
export function puppiWeight({ pt, eta, phi }: Axis, tracks: readonly Candidate[]): number {
  let sum = 0;
  for (const track of tracks) {
    const [deta, dphi] = [track.eta - eta, track.phi - phi];
    const distance = deta * deta + dphi * dphi;
    if (distance < NEAR * NEAR) sum += (track.pt * track.pt) / Math.max(distance, CORE * CORE);
  }
  const alpha = ALPHA.slope * (Math.log(sum) - ALPHA.zero);
  const x = Math.max(-ALPHA.most, Math.min(ALPHA.most, alpha)) + PT.slope * (pt - PT.zero) - PRIOR;
  return 1 / (1 + Math.exp(-x));
}
