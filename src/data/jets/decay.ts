import type { Random } from "../../support/random.js";
import type { JetParameters } from "./parameters.js";
import { dot, length, ORIGIN, type Particle, plus, type Species, type Vector } from "./particle.js";

interface Unstable {
  /** GeV. */
  readonly mass: number;
  /** Proper lifetime times c, in cm. */
  readonly ctau: number;
  /** Charged daughters: `least` plus a Poisson number of this mean; neutral ones have mean `neutral`. */
  readonly charged: { readonly least: number; readonly mean: number };
  readonly neutral: number;
  /** Probability that a charged daughter is an electron or muon, one entry for each that can be. */
  readonly leptons: readonly number[];
}

/** Masses and lifetimes are the Particle Data Group's; multiplicities and branching fractions are rounded. */
const B_HADRON: Unstable = {
  mass: 5.28,
  ctau: 0.0455,
  charged: { least: 2, mean: 3 },
  neutral: 2,
  leptons: [0.21, 0.2],
};
const CHARM = { mass: 1.87, charged: { least: 1, mean: 1.4 }, neutral: 1, leptons: [0.2] };
const D_CHARGED: Unstable = { ...CHARM, ctau: 0.0312 };
const D_NEUTRAL: Unstable = { ...CHARM, ctau: 0.0123 };
const K_SHORT: Unstable = { mass: 0.498, ctau: 2.68, charged: { least: 2, mean: 0 }, neutral: 0, leptons: [] };

/** Daughters of a heavy hadron. The D of a B is taken to decay where the B does, and is among its daughters. */
export function decayHeavy(
  random: Random,
  flavour: "b" | "c",
  momentum: Vector,
  { lifetime, leptons }: JetParameters,
): Particle[] {
  const hadron = flavour === "b" ? B_HADRON : random.chance(0.3) ? D_CHARGED : D_NEUTRAL;
  const scaled = { ...hadron, ctau: hadron.ctau * lifetime, leptons: hadron.leptons.map((p) => p * leptons) };
  return decay(random, scaled, momentum);
}

export function decayKShort(random: Random, momentum: Vector): Particle[] {
  return decay(random, K_SHORT, momentum);
}

/** Flies an exponential length and decays into massless daughters, isotropically in its own frame. */
function decay(random: Random, hadron: Unstable, momentum: Vector): Particle[] {
  const flight = (hadron.ctau * random.exponential()) / hadron.mass;
  const vertex = plus(ORIGIN, momentum, flight);
  const charged = hadron.charged.least + random.poisson(hadron.charged.mean);
  const neutral = Math.max(random.poisson(hadron.neutral), charged < 2 ? 1 : 0);
  const sign = random.chance(0.5) ? 1 : -1;
  return restFrameMomenta(random, charged + neutral, hadron.mass).map((p, i) => ({
    species: i < charged ? chargedSpecies(random, hadron.leptons[i] ?? 0) : neutralSpecies(random),
    charge: i >= charged ? 0 : i % 2 === 0 ? sign : (-sign as 1 | -1),
    momentum: boost(p, momentum, hadron.mass),
    vertex,
  }));
}

function chargedSpecies(random: Random, leptonic: number): Species {
  if (!random.chance(leptonic)) return "charged hadron";
  return random.chance(0.5) ? "electron" : "muon";
}

/** Photons of π0 and η decays are five in seven of a jet's neutral particles. */
export function neutralSpecies(random: Random): Species {
  return random.chance(5 / 7) ? "photon" : "neutral hadron";
}

/** Momenta that add up to nothing, with energies that add up to the mass; at least two. */
function restFrameMomenta(random: Random, count: number, mass: number): Vector[] {
  const free = Array.from({ length: count }, () => isotropic(random, random.exponential()));
  const mean = free.reduce((sum, p) => plus(sum, p, 1 / count), ORIGIN);
  const balanced = free.map((p) => plus(p, mean, -1));
  const energy = balanced.reduce((sum, p) => sum + length(p), 0);
  return balanced.map((p) => plus(ORIGIN, p, mass / energy));
}

function isotropic(random: Random, size: number): Vector {
  const z = 2 * random.uniform() - 1;
  const phi = 2 * Math.PI * random.uniform();
  const r = Math.sqrt(1 - z * z);
  return [size * r * Math.cos(phi), size * r * Math.sin(phi), size * z];
}

/** Lorentz transformation of a massless momentum from the frame in which a particle of this momentum is at rest. */
function boost(p: Vector, parent: Vector, mass: number): Vector {
  const betaGamma = plus(ORIGIN, parent, 1 / mass);
  const gamma = Math.sqrt(1 + dot(betaGamma, betaGamma));
  return plus(p, betaGamma, dot(betaGamma, p) / (gamma + 1) + length(p));
}
