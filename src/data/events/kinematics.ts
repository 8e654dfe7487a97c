import type { Random } from "../../support/random.js";

/** Energy and momentum in GeV; z along the beam. */
export interface FourVector {
  readonly e: number;
  readonly x: number;
  readonly y: number;
  readonly z: number;
}

/** A direction with a size, as colliders write it: transverse momentum (GeV), pseudorapidity, azimuth (rad). */
export interface Axis {
  readonly pt: number;
  readonly eta: number;
  readonly phi: number;
}

export type Pair = readonly [FourVector, FourVector];

export function plus(a: FourVector, b: FourVector): FourVector {
  return { e: a.e + b.e, x: a.x + b.x, y: a.y + b.y, z: a.z + b.z };
}

/** Invariant mass; 0 where rounding makes its square negative. */
export function massOf({ e, x, y, z }: FourVector): number {
  return Math.sqrt(Math.max(0, e * e - x * x - y * y - z * z));
}

export function axisOf({ x, y, z }: FourVector): Axis {
  const pt = Math.sqrt(x * x + y * y);
  return { pt, eta: Math.asinh(z / pt), phi: Math.atan2(y, x) };
}

/** A particle of this mass with the transverse momentum and azimuth of `axis`, whose `eta` is its rapidity. */
export function atRapidity({ pt, eta, phi }: Axis, mass = 0): FourVector {
  const transverse = Math.sqrt(mass * mass + pt * pt);
  return {
    e: transverse * Math.cosh(eta),
    x: pt * Math.cos(phi),
    y: pt * Math.sin(phi),
    z: transverse * Math.sinh(eta),
  };
}

/** Lorentz transformation from the rest frame of `frame`, which has a mass. */
export function boost(p: FourVector, frame: FourVector): FourVector {
  const mass = massOf(frame);
  const along = p.x * frame.x + p.y * frame.y + p.z * frame.z;
  const factor = (along / (frame.e + mass) + p.e) / mass;
  return {
    e: (along + p.e * frame.e) / mass,
    x: p.x + factor * frame.x,
    y: p.y + factor * frame.y,
    z: p.z + factor * frame.z,
  };
}

/** Decay into two particles of these masses, which together are lighter than the parent; isotropic in its frame. */
export function twoBody(random: Random, parent: FourVector, [a, b]: readonly [number, number]): Pair {
  const mass = massOf(parent);
  const energy = (mass * mass + a * a - b * b) / (2 * mass);
  const momentum = isotropic(random, Math.sqrt(Math.max(0, energy * energy - a * a)));
  const opposite = { e: mass - energy, x: -momentum.x, y: -momentum.y, z: -momentum.z };
  return [boost({ ...momentum, e: energy }, parent), boost(opposite, parent)];
}

/**
 * Decay into two or more massless particles, uniform in phase space: RAMBO (Kleiss, Stirling and Ellis, Comput. Phys.
 * Commun. 40 (1986) 359), in which independent isotropic momenta are boosted to their common rest frame and scaled.
 */
export function manyBody(random: Random, parent: FourVector, count: number): FourVector[] {
  const free = Array.from({ length: count }, () => isotropic(random, random.exponential() + random.exponential()));
  const sum = free.reduce(plus);
  const back = { e: sum.e, x: -sum.x, y: -sum.y, z: -sum.z };
  const scale = massOf(parent) / massOf(sum);
  return free.map((p) => {
    const { e, x, y, z } = boost(p, back);
    return boost({ e: scale * e, x: scale * x, y: scale * y, z: scale * z }, parent);
  });
}

/** A massless particle of this energy. */
function isotropic(random: Random, e: number): FourVector {
  const cosine = 2 * random.uniform() - 1;
  const phi = azimuth(random);
  const transverse = e * Math.sqrt(1 - cosine * cosine);
  return { e, x: transverse * Math.cos(phi), y: transverse * Math.sin(phi), z: e * cosine };
}

export function azimuth(random: Random): number {
  return 2 * Math.PI * random.uniform();
}

/** Uniform in (-most, most). */
export function symmetric(random: Random, most: number): number {
  return most * (2 * random.uniform() - 1);
}
