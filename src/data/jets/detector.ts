import type { Random } from "../../support/random.js";
import { CONE, type JetParameters } from "./parameters.js";
import { type Axis, axisOf, length, type Particle, type Species, transverse } from "./particle.js";

/** What the trigger's detector made of a particle: a PUPPI candidate before it is digitised. */
export interface Measured extends Axis {
  readonly species: Species;
  readonly charge: -1 | 0 | 1;
  /** Along the beam from the primary vertex, in cm; 0 for neutral candidates, which have no track. */
  readonly dz: number;
  /** Distance of closest approach to the beam, in cm; 0 for neutral candidates. */
  readonly d0: number;
}

const TRACK_PT = 2;
const TRACK_EFFICIENCY = 0.95;
const NEUTRAL_PT = 1;
const MOST_ETA = 2.4;
/** Tracks that begin farther out (cm) are not found. */
const MOST_RADIUS = 10;
/** Of PUPPI's window on |z0 - PV|, in units of the z0 resolution: 98 % of prompt tracks are inside. */
const WINDOW = 2.33;

/** The candidate of a particle, or undefined where it leaves none. */
export function measure(random: Random, particle: Particle, parameters: JetParameters): Measured | undefined {
  const axis = axisOf(particle.momentum);
  if (Math.abs(axis.eta) > MOST_ETA) return undefined;
  const { species, charge } = particle;
  if (charge !== 0) return track(random, particle, axis, parameters);
  const pt = axis.pt * (1 + energyResolution(species, length(particle.momentum)) * random.normal());
  return pt < NEUTRAL_PT ? undefined : { ...axis, pt, species, charge, dz: 0, d0: 0 };
}

/** Straight lines stand for tracks: a curve of radius R changes d0 by (flight)²/2R, below the LSB for b hadrons. */
function track(random: Random, particle: Particle, axis: Axis, parameters: JetParameters): Measured | undefined {
  const { pt, eta } = axis;
  const { vertex, momentum, charge } = particle;
  if (pt < TRACK_PT || transverse(vertex) > MOST_RADIUS || !random.chance(TRACK_EFFICIENCY)) return undefined;
  const [vx, vy, vz] = vertex;
  const [px, py, pz] = momentum;
  const impact = (vx * py - vy * px) / pt;
  const backToBeam = (vx * px + vy * py) / (pt * pt);
  const sigma = z0Resolution(eta);
  const dz = vz - backToBeam * pz + sigma * random.normal();
  if (Math.abs(dz) > WINDOW * sigma) return undefined;
  const d0 = Math.abs(impact + d0Resolution(axis, parameters) * random.normal());
  return { ...axis, species: misidentified(random, particle.species), charge, dz, d0 };
}

/** Candidates of other collisions that PUPPI left in the cone: tracks inside the window, and soft neutral energy. */
export function pileup(random: Random, jet: Axis, parameters: JetParameters): Measured[] {
  const inCone = (pt: number): Axis => {
    const distance = CONE * Math.sqrt(random.uniform());
    const turn = 2 * Math.PI * random.uniform();
    return { pt, eta: jet.eta + distance * Math.cos(turn), phi: jet.phi + distance * Math.sin(turn) };
  };
  const tracks = Array.from({ length: random.poisson(parameters.chargedPileup) }, (): Measured => {
    const axis = inCone(TRACK_PT + random.exponential());
    const dz = WINDOW * z0Resolution(axis.eta) * (2 * random.uniform() - 1);
    const d0 = Math.abs(d0Resolution(axis, parameters) * random.normal());
    return { ...axis, species: "charged hadron", charge: random.chance(0.5) ? 1 : -1, dz, d0 };
  });
  const neutrals = Array.from({ length: random.poisson(parameters.neutralPileup) }, (): Measured => {
    const axis = inCone(NEUTRAL_PT + random.exponential());
    return { ...axis, species: random.chance(0.5) ? "photon" : "neutral hadron", charge: 0, dz: 0, d0: 0 };
  });
  return [...tracks, ...neutrals];
}

/** cm, in steps of |η|, as CMSSW's vertex association has them. */
function z0Resolution(eta: number): number {
  const size = Math.abs(eta);
  if (size < 1.2) return 0.1812;
  if (size < 1.6) return 0.2912;
  return size < 2 ? 0.4628 : 0.65;
}

function d0Resolution({ pt, eta }: Axis, { d0Constant, d0Scattering }: JetParameters): number {
  const scattering = (d0Scattering / pt) * Math.sqrt(Math.cosh(eta));
  return Math.sqrt(d0Constant * d0Constant + scattering * scattering);
}

/** Relative, of electromagnetic and hadronic calorimeters: stochastic and constant term. */
function energyResolution(species: Species, energy: number): number {
  const [stochastic, constant] = species === "photon" ? [0.1, 0.02] : [0.8, 0.1];
  return Math.sqrt((stochastic * stochastic) / energy + constant * constant);
}

function misidentified(random: Random, species: Species): Species {
  const luck = random.uniform();
  if (species === "charged hadron") return luck < 0.02 ? "electron" : luck < 0.03 ? "muon" : species;
  return luck < (species === "electron" ? 0.02 : 0.01) ? "charged hadron" : species;
}
