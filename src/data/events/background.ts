import type { Random } from "../../support/random.js";
import { type Axis, atRapidity, azimuth, symmetric } from "./kinematics.js";
import { DEFAULTS, type EventParameters } from "./parameters.js";
import type { Particle } from "./particle.js";

/** Reach in η of what simultaneous collisions leave in the detector. */
const JET_ETA = 4;
const LEPTON_ETA = 2.5;

interface Soft {
  /** Mean number at the default pile-up. */
  readonly count: number;
  /** GeV: least pT. Above it, the spectrum is exponential. */
  readonly least: number;
  readonly eta: number;
}

/** Calibrated: see docs/toy-events.md. */
const SOFT_JETS: Soft = { count: 6.3, least: 7, eta: JET_ETA };
const SOFT_EGAMMAS: Soft = { count: 2.6, least: 1.5, eta: LEPTON_ETA };
const SOFT_EGAMMA_PT = 2.4;
const SOFT_MUONS: Soft = { count: 0.27, least: 3, eta: LEPTON_ETA };
const SOFT_MUON_PT = 4;
/** Transverse energy (GeV) that no jet holds, at the default pile-up. */
const UNCLUSTERED = 650;

/** What simultaneous collisions leave, in no order. */
export interface Pileup {
  readonly jets: readonly Axis[];
  readonly egammas: readonly Axis[];
  readonly muons: readonly Axis[];
  /** Transverse energy that no jet holds, in GeV. */
  readonly unclustered: number;
}

export function drawPileup(random: Random, { pileup, softJetPt }: EventParameters): Pileup {
  const crowd = pileup / DEFAULTS.pileup;
  return {
    jets: softObjects(random, SOFT_JETS, softJetPt, crowd),
    egammas: softObjects(random, SOFT_EGAMMAS, SOFT_EGAMMA_PT, crowd),
    muons: softObjects(random, SOFT_MUONS, SOFT_MUON_PT, crowd),
    unclustered: UNCLUSTERED * crowd,
  };
}

function softObjects(random: Random, { count, least, eta }: Soft, mean: number, crowd: number): Axis[] {
  const objects: Axis[] = [];
  for (let left = random.poisson(count * crowd); left > 0; left--) {
    objects.push({ pt: least + mean * random.exponential(), eta: symmetric(random, eta), phi: azimuth(random) });
  }
  return objects;
}

/** Hard pairs of jets in an event at `hardTail` 1, and least pT (GeV) of the harder jet. */
const HARD_PAIRS = 0.4;
const HARD_PT = 28;

/**
 * Pairs of jets back to back: the harder with a spectrum of pT^-5, the other with a uniform share of its momentum. What
 * balances the rest is spread too thin for jets.
 */
export function drawHardPairs(random: Random, { hardTail }: EventParameters): Particle[] {
  const particles: Particle[] = [];
  for (let left = random.poisson(HARD_PAIRS * hardTail); left > 0; left--) {
    const pt = HARD_PT * random.uniform() ** -0.25;
    const phi = azimuth(random);
    particles.push(hardJet(random, pt, phi), hardJet(random, pt * random.uniform(), phi + Math.PI));
  }
  return particles;
}

function hardJet(random: Random, pt: number, phi: number): Particle {
  return { kind: "hadrons", momentum: atRapidity({ pt, eta: symmetric(random, JET_ETA), phi }) };
}
