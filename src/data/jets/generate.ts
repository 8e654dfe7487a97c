import { createRandom, type Random } from "../../support/random.js";
import { type Candidate, cluster, track } from "./detector.js";
import { INPUT_FRACTION, inputMantissas, jetOf, type SeenJet } from "./features.js";
import { fragment } from "./fragment.js";
import { CLASSES, CONE, DEFAULTS, type JetClass, type JetParameters } from "./parameters.js";
import type { Axis } from "./particle.js";
import { addPileupClusters, addPileupTracks, collision } from "./pileup.js";
import { puppi } from "./puppi.js";
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
const BINS = 5;
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
      const jet = select(draw(random, jetClass, bin, parameters), bin);
      if (jet !== undefined) return jet;
    }
  };
}

function binOf(bin: number): PtRange {
  const ratio = MEASURED_PT.most / MEASURED_PT.least;
  return { least: MEASURED_PT.least * ratio ** (bin / BINS), most: MEASURED_PT.least * ratio ** ((bin + 1) / BINS) };
}

type Drawn = Omit<Jet, "jet">;

/** The jet is made at azimuth 0, where no angle wraps around, and turned when it is digitised. */
function draw(random: Random, jetClass: JetClass, bin: PtRange, parameters: JetParameters): Drawn {
  const least = BELOW * bin.least;
  const most = bin.most * (jetClass === "tau-" || jetClass === "tau+" ? ABOVE.tau : ABOVE.parton);
  const axis: Axis = {
    pt: least * Math.exp(random.uniform() * Math.log(most / least)),
    eta: MOST_ETA * (2 * random.uniform() - 1),
    phi: 0,
  };
  const turn = Math.PI * (2 * random.uniform() - 1);
  const z = collision(random);
  const offset = VERTEX_RESOLUTION * random.normal();
  const { tracks, clusters, truePt } = measure(random, axis, jetClass, offset, parameters);
  addPileupTracks(tracks, random, axis, z + offset, parameters);
  addPileupClusters(clusters, random, axis, parameters);
  const found = puppi(tracks, clusters);
  const candidates = found.map((candidate) => digitise(candidate, z + offset, turn));
  candidates.sort((a, b) => b.pt - a.pt);
  return { jetClass, vertex: digitiseVertex(z + offset), candidates, truePt };
}

interface Measured {
  readonly tracks: Candidate[];
  readonly clusters: Candidate[];
  readonly truePt: number;
}

/** What the detector sees of a jet's own particles in the cone; the vertex is found at `vertex` (cm). */
function measure(random: Random, axis: Axis, jetClass: JetClass, vertex: number, parameters: JetParameters): Measured {
  const tracks: Candidate[] = [];
  const clusters: Candidate[] = [];
  const residual = parameters.neutralResidual * Math.sqrt(parameters.pileup / RESIDUAL_PILEUP);
  let truePt = 0;
  for (const particle of fragment(random, axis, jetClass, parameters)) {
    if (particle.species === "neutrino") continue;
    const { pt, eta, phi } = particle.axis;
    if ((eta - axis.eta) ** 2 + (phi - axis.phi) ** 2 > CONE * CONE) continue;
    truePt += pt;
    if (particle.charge === 0) {
      const found = cluster(random, particle, residual);
      if (found !== undefined) clusters.push(found);
    } else {
      const found = track(random, particle, vertex, parameters);
      if (found !== undefined) tracks.push(found);
    }
  }
  return { tracks, clusters, truePt };
}

function select(drawn: Drawn, { least, most }: PtRange): Jet | undefined {
  if (drawn.candidates.length === 0 || drawn.truePt < TRUE_PT) return undefined;
  const jet = jetOf(drawn.candidates);
  const pt = PT_LSB * jet.pt;
  return pt < least || pt >= most ? undefined : { ...drawn, jet };
}

/** The b-tagger's inputs (`inputMantissas`) as exact floats, [events × CANDIDATES × FEATURES]. */
export function inputValues(jets: readonly Jet[]): Float32Array {
  return Float32Array.from(
    jets.flatMap((jet) => Array.from(inputMantissas(jet))),
    (mantissa) => mantissa / 2 ** INPUT_FRACTION,
  );
}
