import type { Random } from "../../support/random.js";
import type { VertexParameters } from "./parameters.js";
import { type Track, WORD_FIELDS, WORDS } from "./track-word.js";

/** Width of the noise on η, φ (rad) and z0 (cm) at `smear` 1. */
const SMEAR = { eta: 3.2e-3, phi: 1.29e-3, z0: 0.2468 } as const;

/** Middles and half sides of rectangles where nothing is found; φ is the sector's: the module is dead in all nine. */
const DEAD_REGIONS = [
  { eta: -0.4, phi: -0.17, halfEta: 0.4, halfPhi: 0.17 },
  { eta: 1.6, phi: 0.12, halfEta: 0.4, halfPhi: 0.22 },
  { eta: -2, phi: 0, halfEta: 0.4, halfPhi: 0.2 },
  { eta: 0.6, phi: 0.12, halfEta: 0.4, halfPhi: 0.12 },
] as const;

/** Whether no knob of this file is turned. */
export function isIntact({ smearPt, smear, randomised, deadRegions, z0Drift }: VertexParameters): boolean {
  return [smearPt, smear, randomised, deadRegions, z0Drift].every((knob) => knob === 0);
}

/** The track as a worse detector measures it, or undefined where it finds none. Always draws the same count of numbers. */
export function degrade(random: Random, track: Track, parameters: VertexParameters): Track | undefined {
  const { smearPt, smear, z0Drift, deadRegions } = parameters;
  const found = {
    ...track,
    pt: Math.abs(track.pt + smearPt * random.normal()),
    eta: track.eta + smear * SMEAR.eta * random.normal(),
    phi: track.phi + smear * SMEAR.phi * random.normal(),
    z0: track.z0 + smear * SMEAR.z0 * random.normal() + z0Drift,
  };
  return isDead(track, deadRegions) ? undefined : found;
}

/** Whether the track lies in a rectangle of `factor` times its sides. */
function isDead({ eta, phi }: Track, factor: number): boolean {
  return DEAD_REGIONS.some(
    (region) =>
      Math.abs(eta - region.eta) < factor * region.halfEta && Math.abs(phi - region.phi) < factor * region.halfPhi,
  );
}

/** Replaces this share of the words of `count` tracks by uniform ones. */
export function randomise(random: Random, words: Int16Array, count: number, share: number): void {
  for (let i = 0; i < count * WORDS; i++) {
    const { least, most } = WORD_FIELDS[i % WORDS] as (typeof WORD_FIELDS)[number];
    const value = least + Math.floor((most - least + 1) * random.uniform());
    if (random.chance(share)) words[i] = value;
  }
}
