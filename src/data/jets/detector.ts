import type { Random } from "../../support/random.js";
import { betaGrade } from "./grade.js";
import type { JetParameters } from "./parameters.js";
import { type Axis, type Kind, ORIGIN, type Particle, type Species } from "./particle.js";

/** What the trigger's detector made of a particle, before it is digitised. */
export interface Candidate extends Axis, Kind {
  /** Along the beam from where the primary vertex was found, in cm; 0 for neutral candidates, which have no track. */
  readonly dz: number;
  /** Distance of closest approach to the beam, in cm; 0 for neutral candidates. */
  readonly d0: number;
  /** 3 bits, of the classifier of tracks; 0 for neutral candidates. */
  readonly quality: number;
  /** 6 bits: how much a neutral candidate looks like a photon; 0 for tracks. */
  readonly emId: number;
  /** PUPPI's, in [0, 1]: how likely it belongs to the primary vertex; 1 for tracks. */
  readonly weight: number;
}

export const TRACK_PT = 2;
export const TRACK_ETA = 2.4;
const CALORIMETER_ETA = 3;
/** True pT (GeV) from which a neutral particle makes a cluster of its own. */
export const CLUSTER_PT = 0.5;
/** Tracks that begin farther out (cm) are not found. */
const MOST_RADIUS = 10;
/** Spread (cm) of d0 of fakes. */
const FAKE_D0 = 0.5;
/** Resolutions of the tail in those of the core. */
const TAIL = 3;

const genuineQuality = betaGrade(3, 6, 1.5);
const fakeQuality = betaGrade(3, 2, 5);
const electromagnetic = betaGrade(6, 6, 1.5);
const hadronic = betaGrade(6, 2, 5);

/** The track of a particle that PUPPI keeps; undefined where none is found, or far from `vertex` (dz, cm). */
export function track(
  random: Random,
  particle: Particle,
  vertex: number,
  parameters: JetParameters,
): Candidate | undefined {
  const { axis, vertex: origin } = particle;
  if (particle.charge === 0 || axis.pt < TRACK_PT) return undefined;
  const [x, y, z] = origin;
  if (x * x + y * y > MOST_RADIUS ** 2) return undefined;
  if (!random.chance(parameters.trackEfficiency)) return undefined;
  if (origin === ORIGIN) return measuredTrack(random, particle, axis, 0, -vertex, parameters);
  // Straight lines stand for tracks: a curve of radius R changes d0 by (flight)²/2R, below the LSB for b hadrons.
  const [cos, sin] = [Math.cos(axis.phi), Math.sin(axis.phi)];
  const dz = z - (x * cos + y * sin) * Math.sinh(axis.eta);
  return measuredTrack(random, particle, axis, x * sin - y * cos, dz - vertex, parameters);
}

/** A track with this true d0 and place from the vertex (cm); undefined where PUPPI's window does not hold it. */
export function measuredTrack(
  random: Random,
  { species, charge }: Kind,
  { pt, eta, phi }: Axis,
  impact: number,
  distance: number,
  parameters: JetParameters,
): Candidate | undefined {
  const spread = random.chance(parameters.tails) ? TAIL : 1;
  const dz = distance + spread * z0Resolution(eta) * random.normal();
  if (!isAssociated(dz, eta, parameters)) return undefined;
  return {
    pt: pt * (1 + momentumResolution(pt) * random.normal()),
    eta,
    phi,
    species: misidentified(random, species, parameters),
    charge,
    dz,
    d0: Math.abs(impact + spread * d0Resolution(pt, eta, parameters) * random.normal()),
    quality: genuineQuality(random),
    emId: 0,
    weight: 1,
  };
}

/** Whether a track is in the tracker's range, and at this distance from the vertex (cm) in PUPPI's window. */
function isAssociated(dz: number, eta: number, { association }: JetParameters): boolean {
  return Math.abs(eta) <= TRACK_ETA && Math.abs(dz) <= association * z0Resolution(eta);
}

/** A track that is none, in the window; its z0 and d0 say nothing. */
export function fakeTrack(
  random: Random,
  { species, charge }: Kind,
  { pt, eta, phi }: Axis,
  distance: number,
  parameters: JetParameters,
): Candidate | undefined {
  if (!isAssociated(distance, eta, parameters)) return undefined;
  const d0 = FAKE_D0 * Math.abs(random.normal());
  return { pt, eta, phi, species, charge, dz: distance, d0, quality: fakeQuality(random), emId: 0, weight: 1 };
}

/** Measured pT of a neutral particle; pile-up under it adds to it or, subtracted, takes of it. 0 where there is nothing. */
export function clusterPt(random: Random, { species, axis: { pt, eta } }: Particle, residual: number): number {
  if (pt < CLUSTER_PT || Math.abs(eta) > CALORIMETER_ETA) return 0;
  const response = 1 + energyResolution(species, pt * Math.cosh(eta)) * random.normal();
  return pt * response + residual * random.normal();
}

/** A neutral candidate; `pt` is what PUPPI's weight left of it. */
export function neutralCandidate(random: Random, species: Species, { pt, eta, phi }: Axis, weight: number): Candidate {
  const emId = (species === "photon" ? electromagnetic : hadronic)(random);
  return { pt, eta, phi, species, charge: 0, dz: 0, d0: 0, quality: 0, emId, weight };
}

/** cm, in steps of |η|, as CMSSW's vertex association has them. */
function z0Resolution(eta: number): number {
  const size = Math.abs(eta);
  if (size < 1.2) return 0.1812;
  if (size < 1.6) return 0.2912;
  return size < 2 ? 0.4628 : 0.65;
}

function d0Resolution(pt: number, eta: number, { d0Constant, d0Scattering }: JetParameters): number {
  const scattering = (d0Scattering / pt) * Math.sqrt(Math.cosh(eta));
  return Math.sqrt(d0Constant * d0Constant + scattering * scattering);
}

/** Relative: 1 % from scattering, and 0.02 % for each GeV from the bend's measurement. */
function momentumResolution(pt: number): number {
  return Math.sqrt(1e-4 + 4e-8 * pt * pt);
}

/** Relative, of electromagnetic and hadronic calorimeters: stochastic and constant term. */
function energyResolution(species: Species, energy: number): number {
  const [stochastic, constant] = species === "photon" ? [0.1, 0.02] : [0.8, 0.1];
  return Math.sqrt((stochastic * stochastic) / energy + constant * constant);
}

/** Hadrons are called electrons in 2 % and muons in 1 %; electrons hadrons in 2 %, muons hadrons in 1 %. */
function misidentified(random: Random, species: Species, parameters: JetParameters): Species {
  const luck = random.uniform() / parameters.misidentification;
  if (species === "charged hadron") return luck < 0.02 ? "electron" : luck < 0.03 ? "muon" : species;
  return luck < (species === "electron" ? 0.02 : 0.01) ? "charged hadron" : species;
}
