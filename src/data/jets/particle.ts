/** Cartesian components: momenta in GeV, places in cm from the primary vertex; z along the beam. */
export type Vector = readonly [x: number, y: number, z: number];

export type Species = "electron" | "muon" | "photon" | "charged hadron" | "neutral hadron" | "neutrino";

/** What a particle is, whatever its momentum. */
export interface Kind {
  readonly species: Species;
  readonly charge: -1 | 0 | 1;
}

/** A stable particle, taken as massless. */
export interface Particle extends Kind {
  readonly axis: Axis;
  /** Where it was made. */
  readonly vertex: Vector;
}

/** A direction with a size, as colliders write it: transverse momentum (GeV), pseudorapidity, azimuth (rad). */
export interface Axis {
  readonly pt: number;
  readonly eta: number;
  readonly phi: number;
}

export const ORIGIN: Vector = [0, 0, 0];
export const NEUTRINO: Kind = { species: "neutrino", charge: 0 };

export function momentumOf({ pt, eta, phi }: Axis): Vector {
  return [pt * Math.cos(phi), pt * Math.sin(phi), pt * Math.sinh(eta)];
}

export function axisOf([x, y, z]: Vector): Axis {
  const pt = Math.sqrt(x * x + y * y);
  return { pt, eta: Math.asinh(z / pt), phi: Math.atan2(y, x) };
}

export function length(v: Vector): number {
  return Math.sqrt(dot(v, v));
}

export function dot(a: Vector, b: Vector): number {
  return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
}

/** a + scale · b. */
export function plus(a: Vector, b: Vector, scale = 1): Vector {
  return [a[0] + scale * b[0], a[1] + scale * b[1], a[2] + scale * b[2]];
}
