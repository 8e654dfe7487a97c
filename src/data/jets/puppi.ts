import type { Candidate } from "./detector.js";

/** α looks at tracks nearer than this; those very near count as if at the second distance. */
const NEAR = 0.3;
const CORE = 0.07;
/** GeV: the least that is left of a neutral candidate. */
const NEUTRAL_PT = 1;
/** Logistic regression of the weight on α and pT, tuned to leave 1 to 2 soft clusters of pile-up in a cone. */
const ALPHA = { slope: 0.7, zero: 5.9, most: 4 };
const PT = { slope: 0.3, zero: 3 };
const PRIOR = 2;

/**
 * What "pile-up per particle identification" (Bertolini, Harris, Low and Tran, arXiv 1407.6013) leaves: the tracks, which
 * are those near the vertex already, and clusters weighted by the tracks around them.
 */
export function puppi(tracks: readonly Candidate[], clusters: readonly Candidate[]): Candidate[] {
  const kept = [...tracks];
  for (const cluster of clusters) {
    const weight = neutralWeight(cluster, tracks);
    const pt = weight * cluster.pt;
    if (pt < NEUTRAL_PT) continue;
    const { eta, phi, species, charge, dz, d0, quality, emId } = cluster;
    kept.push({ pt, eta, phi, species, charge, dz, d0, quality, emId, weight });
  }
  return kept;
}

/** A logistic function of pT and of α = ln Σ (pT / ΔR)² over the tracks. */
function neutralWeight({ pt, eta, phi }: Candidate, tracks: readonly Candidate[]): number {
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
