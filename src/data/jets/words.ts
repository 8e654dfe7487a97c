import { InternalError } from "../../support/errors.js";
import type { Candidate } from "./detector.js";
import type { Kind } from "./particle.js";

/**
 * A PUPPI candidate in the integers of the Correlator Layer 2 word, with d0 as in the track finder's word (the
 * candidate's own dxy, of 0.05 cm, is marked provisional in the firmware's source).
 */
export interface CandidateWord {
  /** ap_ufixed<14,12>: LSB 0.25 GeV. */
  readonly pt: number;
  /** ap_int<12>: LSB π/720. */
  readonly eta: number;
  /** ap_int<11>: LSB π/720. */
  readonly phi: number;
  /** ap_int<10>: LSB 0.05 cm. */
  readonly z0: number;
  /** Size of the 13-bit d0: LSB 1/256 cm. */
  readonly d0: number;
  /** Place in `PARTICLES`. */
  readonly particle: number;
  /** PUPPI's weight, 9 bits: LSB 1/256; 256 for tracks. */
  readonly weight: number;
  /** 6 bits, of neutral candidates. */
  readonly emId: number;
  /** 3 bits, of tracks. */
  readonly quality: number;
}

/** The tagger's order of particle kinds, one input each. */
export const PARTICLES = ["e-", "e+", "mu-", "mu+", "gamma", "h0", "pi-", "pi+"] as const;
const [GAMMA, H0] = [PARTICLES.indexOf("gamma"), PARTICLES.indexOf("h0")];

export const ANGLE_LSB = Math.PI / 720;
export const TURN = 1440;
export const PT_LSB = 0.25;
export const Z0_LSB = 0.05;
export const D0_LSB = 1 / 256;
export const WEIGHT_LSB = 1 / 256;
/** GTT vertex word, ap_fixed<15,6>. */
export const VERTEX_LSB = 2 ** -9;

/**
 * Digitises as the firmware does: floor, then saturation. `vertex` is the primary vertex's place in cm, `turn` the
 * azimuth (rad) that the candidate's is counted from.
 */
export function digitise(candidate: Candidate, vertex: number, turn: number): CandidateWord {
  const { pt, eta, phi, dz, d0, charge, weight, emId, quality } = candidate;
  return {
    pt: saturate(Math.floor(pt / PT_LSB), 0, 2 ** 14 - 1),
    eta: saturate(Math.floor(eta / ANGLE_LSB), -(2 ** 11), 2 ** 11 - 1),
    phi: wrapAngle(Math.floor((phi + turn) / ANGLE_LSB)),
    z0: charge === 0 ? 0 : saturate(Math.floor((vertex + dz) / Z0_LSB), -(2 ** 9), 2 ** 9 - 1),
    d0: saturate(Math.floor(d0 / D0_LSB), 0, 2 ** 12 - 1),
    particle: particleOf(candidate),
    weight: Math.floor(weight / WEIGHT_LSB),
    emId,
    quality,
  };
}

/** The vertex word, rounded to nearest and to even at a tie. */
export function digitiseVertex(z: number): number {
  const scaled = z / VERTEX_LSB;
  const floor = Math.floor(scaled);
  const up = scaled - floor > 0.5 || (scaled - floor === 0.5 && floor % 2 !== 0);
  return saturate(floor + (up ? 1 : 0), -(2 ** 14), 2 ** 14 - 1);
}

/** An angle in [-720, 720). */
export function wrapAngle(word: number): number {
  return ((((word + TURN / 2) % TURN) + TURN) % TURN) - TURN / 2;
}

function particleOf({ species, charge }: Kind): number {
  const positive = charge > 0 ? 1 : 0;
  switch (species) {
    case "electron":
      return 0 + positive;
    case "muon":
      return 2 + positive;
    case "photon":
      return 4;
    case "neutral hadron":
      return 5;
    case "charged hadron":
      return 6 + positive;
    case "neutrino":
      throw new InternalError("a neutrino was measured");
  }
}

/** Whether a candidate has no track. */
export function isNeutral(particle: number): boolean {
  return particle === GAMMA || particle === H0;
}

export function saturate(word: number, least: number, most: number): number {
  return Math.min(most, Math.max(least, word));
}
