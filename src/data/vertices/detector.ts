import type { Random } from "../../support/random.js";
import { binned, type Cumulative, cumulative, pick } from "./distributions.js";
import type { VertexParameters } from "./parameters.js";
import type { Track } from "./track-word.js";

/** |η| up to which tracks are found; they are spread evenly. */
export const MOST_ETA = 2.4;
/** Half of a sector of the track finder, rad: nine of them go round. */
const SECTOR = Math.PI / 9;

/** The track that a charged particle from `z` (cm) leaves. */
export function measure(random: Random, pt: number, z: number, parameters: VertexParameters): Track {
  const direction = flat(random);
  const width = (random.chance(parameters.tails) ? 3 : 1) * z0Resolution(pt, direction.eta, parameters);
  return { pt, ...direction, z0: z + width * random.normal(), ...quality(random, GENUINE) };
}

/** A track that no particle left, at a place and with a pT of its own. */
export function fake(random: Random, pt: number, z0: number): Track {
  return { pt, ...flat(random), z0, ...quality(random, FAKE) };
}

function flat(random: Random): Pick<Track, "charge" | "eta" | "phi"> {
  const charge = random.chance(0.5) ? 1 : -1;
  const eta = MOST_ETA * (2 * random.uniform() - 1);
  return { charge, eta, phi: SECTOR * (2 * random.uniform() - 1) };
}

/** cm. The steps are those of CMSSW's vertex association, the parabola that of an older vertex network's weights. */
export function z0Resolution(pt: number, eta: number, parameters: VertexParameters): number {
  const { z0Model, z0Scale, scattering } = parameters;
  const size = Math.abs(eta);
  const width = z0Model === "steps" ? steps(size) : 0.1 + 0.2 * eta * eta;
  return z0Scale * width * Math.sqrt(1 + (scattering / pt) ** 2);
}

function steps(eta: number): number {
  if (eta < 1.2) return 0.1812;
  if (eta < 1.6) return 0.2912;
  return eta < 2 ? 0.4628 : 0.65;
}

type Quality = Pick<Track, "chi2rphi" | "chi2rz" | "bendchi2" | "stubs" | "mva">;

/** What the fit says of a kind of tracks: bins of the word's fields, drawn independently of one another. */
interface QualityTables {
  readonly mva: Cumulative;
  readonly chi2: Cumulative;
  readonly bend: Cumulative;
  /** 4, 5 or 6 stubs. */
  readonly stubs: Cumulative;
}

function quality(random: Random, tables: QualityTables): Quality {
  return {
    chi2rphi: pick(tables.chi2, random.uniform()),
    chi2rz: pick(tables.chi2, random.uniform()),
    bendchi2: pick(tables.bend, random.uniform()),
    stubs: 4 + pick(tables.stubs, random.uniform()),
    mva: pick(tables.mva, random.uniform()),
  };
}

/** Lower edges of the word's bins of χ² per degree of freedom, with an end for the last one. */
const CHI2_EDGES = [0, 0.25, 0.5, 1, 2, 3, 5, 7, 10, 20, 40, 100, 200, 500, 1000, 3000, 6000];
const BEND_EDGES = [0, 0.75, 1, 1.5, 2.25, 3.5, 5, 20, 40];
const MVA_EDGES = Array.from({ length: 9 }, (_, i) => i / 8);

/** χ² per degree of freedom with four of them, stretched by a factor. */
function chi2Density(stretch: number): (x: number) => number {
  return (x) => (x / stretch) * Math.exp((-2 * x) / stretch);
}

/** A beta distribution, not normalised. */
function beta(a: number, b: number): (x: number) => number {
  return (x) => x ** (a - 1) * (1 - x) ** (b - 1);
}

const GENUINE: QualityTables = {
  mva: binned(MVA_EDGES, beta(6, 1.5)),
  chi2: binned(CHI2_EDGES, chi2Density(1)),
  bend: binned(BEND_EDGES, chi2Density(1)),
  stubs: cumulative([0.1, 0.3, 0.6]),
};

const FAKE: QualityTables = {
  mva: binned(MVA_EDGES, beta(2, 5)),
  chi2: binned(CHI2_EDGES, chi2Density(6)),
  bend: binned(BEND_EDGES, chi2Density(2)),
  stubs: cumulative([0.6, 0.3, 0.1]),
};
