import { createRandom, type Random } from "../../support/random.js";
import { type Candidate, clusterPt, neutralCandidate, track } from "./detector.js";
import { INPUT_FRACTION, inputMantissas, jetOf, type SeenJet } from "./features.js";
import { fragment } from "./fragment.js";
import { CLASSES, CONE, DEFAULTS, type JetClass, type JetParameters } from "./parameters.js";
import type { Axis, Particle, Species } from "./particle.js";
import { addPileupTracks, collision, pileupNeutrals } from "./pileup.js";
import { NEUTRAL_PT, puppiWeight } from "./puppi.js";
import { digitise, digitiseVertex, PT_LSB } from "./words.js";

/** A jet with its truth. */
export interface Jet extends SeenJet {
  readonly jetClass: JetClass;
  /** Sum of pT (GeV) over what is visible of the jet's own particles in the cone. */
  readonly truePt: number;
}

export interface JetRequest {
  readonly events: number;
  /** Integer below 2^32. */
  readonly seed: number;
  /** Streams of different names (train, test ...) share no numbers. */
  readonly stream?: string;
  readonly parameters?: Partial<JetParameters>;
}

/** GeV: range of the measured pT, in bins of equal ratio that are equally full, and the least true pT. */
const MEASURED_PT: PtRange = { least: 15, most: 500 };
const BINS = 3;
const TRUE_PT = 5;
const MOST_ETA = 2.4;
/** How far outside of its bin the pT that is drawn begins and ends: a τ may give most of its own to neutrinos. */
const BELOW = 0.5;
const ABOVE = { parton: 2, tau: 6 };
/** cm, of the vertex finder. */
const VERTEX_RESOLUTION = 0.05;
/** Collisions for which the residual of neutral candidates is given. */
const RESIDUAL_PILEUP = 200;

/**
 * Toy Monte Carlo of trigger jets, one an event: not a simulation of any experiment. The measured pT is flat in its
 * logarithm, the same for all classes. docs/toy-jets.md lists what is simplified.
 */
export function generateJets({ events, seed, stream = "jets", parameters }: JetRequest): Jet[] {
  const make = jetMaker({ ...DEFAULTS, ...parameters });
  return Array.from({ length: events }, (_, event) => make(createRandom(seed, stream, event)));
}

interface PtRange {
  readonly least: number;
  readonly most: number;
}

/** Makes the jet of an item's random numbers: draws until one falls into a bin that was chosen first. */
export function jetMaker(parameters: JetParameters): (random: Random) => Jet {
  const classes = CLASSES.filter((name) => parameters.classes.split(",").includes(name));
  return (random) => {
    const jetClass = classes[Math.floor(random.uniform() * classes.length)] as JetClass;
    const bin = binOf(Math.floor(random.uniform() * BINS));
    for (;;) {
      const jet = draw(random, jetClass, bin, parameters);
      if (jet !== undefined) return jet;
    }
  };
}

function binOf(bin: number): PtRange {
  const edge = (i: number): number => {
    const pt = MEASURED_PT.least * (MEASURED_PT.most / MEASURED_PT.least) ** (i / BINS);
    return PT_LSB * Math.round(pt / PT_LSB);
  };
  return { least: edge(bin), most: edge(bin + 1) };
}

/** The jet is made at azimuth 0, where no angle wraps around, and turned when it is digitised. */
function draw(random: Random, jetClass: JetClass, bin: PtRange, parameters: JetParameters): Jet | undefined {
  const least = BELOW * bin.least;
  const most = bin.most * (jetClass === "tau-" || jetClass === "tau+" ? ABOVE.tau : ABOVE.parton);
  const axis: Axis = {
    pt: least * Math.exp(random.uniform() * Math.log(most / least)),
    eta: MOST_ETA * (2 * random.uniform() - 1),
    phi: 0,
  };
  const particles = fragment(random, axis, jetClass, parameters).filter((particle) => isSeen(particle, axis));
  const truePt = particles.reduce((sum, particle) => sum + particle.axis.pt, 0);
  if (truePt < TRUE_PT) return undefined;
  const z = collision(random);
  const offset = VERTEX_RESOLUTION * random.normal();
  const candidates = particles.flatMap((particle) => track(random, particle, offset, parameters) ?? []);
  addPileupTracks(candidates, random, axis, z + offset, parameters);
  addNeutrals(candidates, random, axis, particles, parameters);
  const turn = Math.PI * (2 * random.uniform() - 1);
  const words = candidates.map((candidate) => digitise(candidate, z + offset, turn)).sort((a, b) => b.pt - a.pt);
  return select({ jetClass, truePt, vertex: digitiseVertex(z + offset), candidates: words }, bin);
}

function isSeen({ species, axis }: Particle, jet: Axis): boolean {
  return species !== "neutrino" && (axis.eta - jet.eta) ** 2 + (axis.phi - jet.phi) ** 2 <= CONE * CONE;
}

/** Adds what PUPPI leaves of the neutral particles of the jet and of pile-up, given the tracks. */
function addNeutrals(
  candidates: Candidate[],
  random: Random,
  jet: Axis,
  particles: readonly Particle[],
  parameters: JetParameters,
): void {
  const tracks = [...candidates];
  const add = (species: Species | undefined, axis: Axis): void => {
    const weight = puppiWeight(axis, tracks);
    const pt = weight * axis.pt;
    if (pt < NEUTRAL_PT) return;
    const kind = species ?? (random.chance(0.5) ? "photon" : "neutral hadron");
    candidates.push(neutralCandidate(random, kind, { pt, eta: axis.eta, phi: axis.phi }, weight));
  };
  const residual = parameters.neutralResidual * Math.sqrt(parameters.pileup / RESIDUAL_PILEUP);
  for (const particle of particles) {
    if (particle.charge !== 0) continue;
    const pt = clusterPt(random, particle, residual);
    if (pt > 0) add(particle.species, { pt, eta: particle.axis.eta, phi: particle.axis.phi });
  }
  for (const axis of pileupNeutrals(random, jet, parameters)) add(undefined, axis);
}

function select(seen: Omit<Jet, "jet">, { least, most }: PtRange): Jet | undefined {
  if (seen.candidates.length === 0) return undefined;
  const jet = jetOf(seen.candidates);
  const pt = PT_LSB * jet.pt;
  return pt < least || pt >= most ? undefined : { ...seen, jet };
}

/** The b-tagger's inputs (`inputMantissas`) as exact floats, [events × CANDIDATES × FEATURES]. */
export function inputValues(jets: readonly Jet[]): Float32Array {
  return Float32Array.from(
    jets.flatMap((jet) => Array.from(inputMantissas(jet))),
    (mantissa) => mantissa / 2 ** INPUT_FRACTION,
  );
}
