import type { Random } from "../../support/random.js";
import { atRapidity, azimuth, type FourVector, manyBody, symmetric, twoBody } from "./kinematics.js";
import type { EventParameters, Signal } from "./parameters.js";
import { BOTTOM_MASS, decayBottom, decayTau, type Particle, TAU_MASS } from "./particle.js";

/** A signal: what is produced, and what becomes of it. */
export interface Channel {
  /** GeV; a spectrum for what is no resonance. */
  readonly mass: (random: Random) => number;
  readonly decay: (random: Random, parent: FourVector) => Particle[];
}

/** GeV. */
const HIGGS_MASS = 125;
const LIGHT_BOSON_MASS = 15;
/** Mean number of particles of a soft unclustered energy pattern. */
const SUEP_PARTICLES = 60;

/** Masses of A, LQ, h0 and h± are those of Govorkova et al., arXiv 2107.02157. */
export const CHANNELS: Readonly<Record<Signal, Channel>> = {
  A_4l: {
    mass: () => 50,
    decay: (random, a) => twoBody(random, a, [LIGHT_BOSON_MASS, LIGHT_BOSON_MASS]).flatMap((z) => leptons(random, z)),
  },
  LQ_btau: {
    mass: () => 80,
    decay: (random, leptoquark) => {
      const [bottom, tau] = twoBody(random, leptoquark, [BOTTOM_MASS, TAU_MASS]);
      return [...decayBottom(random, bottom), ...decayTau(random, tau)];
    },
  },
  h0_tautau: {
    mass: () => 60,
    decay: (random, h) => twoBody(random, h, [TAU_MASS, TAU_MASS]).flatMap((tau) => decayTau(random, tau)),
  },
  hplus_taunu: {
    mass: () => 60,
    decay: (random, h) => {
      const [tau, neutrino] = twoBody(random, h, [TAU_MASS, 0]);
      return [...decayTau(random, tau), { kind: "invisible", momentum: neutrino }];
    },
  },
  H_aa_4b: {
    mass: () => HIGGS_MASS,
    decay: (random, h) => twoBody(random, h, [LIGHT_BOSON_MASS, LIGHT_BOSON_MASS]).flatMap((a) => bottoms(random, a)),
  },
  HH_4b: {
    // Above the threshold a gamma distribution of order 3: a peak near 370 GeV and a mean of 430.
    mass: (random) => 2 * HIGGS_MASS + 60 * (random.exponential() + random.exponential() + random.exponential()),
    decay: (random, pair) => twoBody(random, pair, [HIGGS_MASS, HIGGS_MASS]).flatMap((h) => bottoms(random, h)),
  },
  SUEP: {
    mass: () => HIGGS_MASS,
    decay: (random, scalar) => manyBody(random, scalar, Math.max(2, random.poisson(SUEP_PARTICLES))).map(asHadrons),
  },
};

function leptons(random: Random, boson: FourVector): Particle[] {
  const kind = random.chance(0.5) ? "electron" : "muon";
  return twoBody(random, boson, [0, 0]).map((momentum) => ({ kind, momentum }));
}

function bottoms(random: Random, boson: FourVector): Particle[] {
  return twoBody(random, boson, [BOTTOM_MASS, BOTTOM_MASS]).flatMap((bottom) => decayBottom(random, bottom));
}

function asHadrons(momentum: FourVector): Particle {
  return { kind: "hadrons", momentum };
}

/** What is produced: mean transverse momentum over the mass, and spread of the rapidity. */
const RECOIL = 0.2;
const RAPIDITY_SPREAD = 1.2;
/** Radiated jets: least transverse momentum, mean above it (GeV), reach in η. */
const RADIATED_LEAST = 5;
const RADIATED_MEAN = 12;
const RADIATED_ETA = 4;

/** Products of a signal, the jet that it recoils against, and jets of further radiation. */
export function signalParticles(random: Random, signal: Signal, { radiation }: EventParameters): Particle[] {
  const { mass, decay } = CHANNELS[signal];
  const produced = mass(random);
  const pt = (RECOIL / 2) * produced * (random.exponential() + random.exponential());
  const phi = azimuth(random);
  const parent = atRapidity({ pt, eta: RAPIDITY_SPREAD * random.normal(), phi }, produced);
  const recoil = radiatedJet(random, pt, phi + Math.PI);
  const further = Array.from({ length: random.poisson(radiation) }, () =>
    radiatedJet(random, RADIATED_LEAST + RADIATED_MEAN * random.exponential(), azimuth(random)),
  );
  return [...decay(random, parent), recoil, ...further];
}

function radiatedJet(random: Random, pt: number, phi: number): Particle {
  return asHadrons(atRapidity({ pt, eta: symmetric(random, RADIATED_ETA), phi }));
}
