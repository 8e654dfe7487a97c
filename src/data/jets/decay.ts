import type { Random } from "../../support/random.js";
import type { JetParameters } from "./parameters.js";
import { axisOf, dot, type Kind, length, NEUTRINO, ORIGIN, type Particle, plus, type Vector } from "./particle.js";

/** Masses in GeV and proper lifetimes times c in cm are the Particle Data Group's, rounded. */
interface Unstable {
  readonly mass: number;
  readonly ctau: number;
}

/** A hadron with a heavy quark; multiplicities and branching fractions are rounded. */
interface Heavy extends Unstable {
  /** Charged daughters: `least` plus a Poisson number of this mean; neutral ones have mean `neutral`. */
  readonly charged: { readonly least: number; readonly mean: number };
  readonly neutral: number;
  /** Probability that a charged daughter is an electron or muon (with a neutrino), an entry for each that can be. */
  readonly leptons: readonly number[];
}

const B_HADRON: Heavy = {
  mass: 5.28,
  ctau: 0.0455,
  charged: { least: 2, mean: 3 },
  neutral: 2,
  leptons: [0.21, 0.2],
};
const CHARM = { mass: 1.87, charged: { least: 1, mean: 1.4 }, neutral: 1, leptons: [0.2] };
const D_CHARGED: Heavy = { ...CHARM, ctau: 0.0312 };
const D_NEUTRAL: Heavy = { ...CHARM, ctau: 0.0123 };
const TAU: Unstable = { mass: 1.777, ctau: 0.0087 };
const K_SHORT: Unstable = { mass: 0.498, ctau: 2.68 };
const LAMBDA: Unstable = { mass: 1.116, ctau: 7.89 };

export type HeavyFlavour = "b" | "c";

/** The hadron that a heavy quark becomes. The D of a B is taken to decay where the B does. */
export function heavyHadron(random: Random, flavour: HeavyFlavour): Heavy {
  return flavour === "b" ? B_HADRON : random.chance(0.3) ? D_CHARGED : D_NEUTRAL;
}

export function decayHeavy(random: Random, hadron: Heavy, momentum: Vector, parameters: JetParameters): Particle[] {
  const { charged, neutral, leptons } = hadron;
  const prongs = charged.least + random.poisson(charged.mean);
  const kinds = prongsOf(random, prongs);
  for (let i = 0; i < Math.min(prongs, leptons.length); i++) {
    if (!random.chance((leptons[i] as number) * parameters.leptons)) continue;
    kinds[i] = { species: random.chance(0.5) ? "electron" : "muon", charge: (kinds[i] as Kind).charge };
    kinds.push(NEUTRINO);
  }
  const others = Math.max(random.poisson(neutral), kinds.length < 2 ? 1 : 0);
  for (let i = 0; i < others; i++) kinds.push(neutralKind(random));
  return decay(random, hadron, momentum, kinds, parameters.lifetime);
}

/** Hadrons of alternating charge. */
function prongsOf(random: Random, count: number): Kind[] {
  const sign = random.chance(0.5) ? 1 : -1;
  return Array.from(
    { length: count },
    (_, i) => ({ species: "charged hadron", charge: i % 2 === 0 ? sign : -sign }) as Kind,
  );
}

/** Photons of π0 and η decays are five in seven of a jet's neutral particles. */
export function neutralKind(random: Random): Kind {
  return { species: random.chance(5 / 7) ? "photon" : "neutral hadron", charge: 0 };
}

/** A τ: leptonic in 35 %, else to one or three charged hadrons (85 and 15 %) and at most one π0, which is one photon. */
export function decayTau(random: Random, charge: -1 | 1, momentum: Vector, { lifetime }: JetParameters): Particle[] {
  return decay(random, TAU, momentum, tauDaughters(random, charge), lifetime);
}

function tauDaughters(random: Random, charge: -1 | 1): Kind[] {
  const luck = random.uniform();
  if (luck < 0.178) return [{ species: "electron", charge }, NEUTRINO, NEUTRINO];
  if (luck < 0.352) return [{ species: "muon", charge }, NEUTRINO, NEUTRINO];
  const hadron: Kind = { species: "charged hadron", charge };
  const three = random.chance(0.15);
  const prongs = three ? [hadron, hadron, { ...hadron, charge: -charge as -1 | 1 }] : [hadron];
  const pi0: Kind[] = random.chance(three ? 0.3 : 0.75) ? [{ species: "photon", charge: 0 }] : [];
  return [...prongs, ...pi0, NEUTRINO];
}

/** A K_S or, one in five, a Λ: to two charged particles in two thirds of the cases. */
export function decayStrange(random: Random, momentum: Vector): Particle[] {
  const hadron = random.chance(0.2) ? LAMBDA : K_SHORT;
  const kinds = random.chance(2 / 3) ? prongsOf(random, 2) : [neutralKind(random), neutralKind(random)];
  return decay(random, hadron, momentum, kinds, 1);
}

/** Flies an exponential length and decays into massless daughters, isotropically in its own frame. */
function decay(
  random: Random,
  parent: Unstable,
  momentum: Vector,
  kinds: readonly Kind[],
  lifetime: number,
): Particle[] {
  const vertex = flight(random, parent, momentum, lifetime);
  const momenta = restFrameMomenta(random, kinds.length, parent.mass);
  return kinds.map(({ species, charge }, i) => ({
    species,
    charge,
    axis: axisOf(boost(momenta[i] as Vector, momentum, parent.mass)),
    vertex,
  }));
}

/** Where a particle of this momentum decays: L = cτ · p/m · an exponential number. */
export function flight(random: Random, { mass, ctau }: Unstable, momentum: Vector, lifetime: number): Vector {
  return plus(ORIGIN, momentum, (ctau * lifetime * random.exponential()) / mass);
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
