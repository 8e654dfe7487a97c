import type { Random } from "../../support/random.js";
import { fake, measure } from "./detector.js";
import { type Cumulative, hardPt, negativeBinomialTable, pick, poissonTable, softPt } from "./distributions.js";
import type { VertexParameters } from "./parameters.js";
import { type Track, Z0_RANGE } from "./track-word.js";

/** Tracks of one bunch crossing as the track finder has them, in no order that tells anything. */
export interface Crossing {
  /** True place of the hard collision, cm. */
  readonly z: number;
  /** The hard collision's tracks come first, fakes last. */
  readonly tracks: readonly Track[];
  readonly hard: number;
  /** Tracks before the fakes. */
  readonly genuine: number;
}

/** GeV: the track finder's threshold, and the greatest pT of a fake. */
const LEAST_PT = 2;
const MOST_FAKE_PT = 128;
/** GeV: pT of a muon from a Z at rest that flies across the beam. */
const MUON_PT = 45.6;
/** The muons stay away from the beam; what flies closer to it is not seen. */
const MOST_COSINE = 0.99;
/** Orders of the negative binomial numbers: the tracks of pile-up collisions spread more. */
const PILEUP_ORDER = 1;
const HARD_ORDER = 4;

/** Draws crossings with these parameters. */
export function crossings(parameters: VertexParameters): (random: Random) => Crossing {
  const { pileup, pileupTracks, hardTracks, fakes } = parameters;
  const collisions = poissonTable(pileup);
  const perPileup = negativeBinomialTable(pileupTracks, PILEUP_ORDER);
  const perHard = negativeBinomialTable(hardTracks, HARD_ORDER);
  return (random) => {
    const z = place(random, parameters);
    const tracks = hardCollision(random, z, perHard, parameters);
    const hard = tracks.length;
    for (let left = pick(collisions, random.uniform()); left > 0; left--) {
      pileupCollision(random, perPileup, parameters, tracks);
    }
    const genuine = tracks.length;
    const falseTracks = random.poisson((genuine * fakes) / (1 - fakes));
    for (let i = 0; i < falseTracks; i++) tracks.push(drawFake(random, parameters));
    return { z, tracks, hard, genuine };
  };
}

/** Where a collision happens: inside the range of the words. */
function place(random: Random, { beamSpot, luminousWidth }: VertexParameters): number {
  for (;;) {
    const z = beamSpot + luminousWidth * random.normal();
    if (Math.abs(z) < Z0_RANGE) return z;
  }
}

function hardCollision(random: Random, z: number, count: Cumulative, parameters: VertexParameters): Track[] {
  const soft = Array.from({ length: pick(count, random.uniform()) }, () => {
    const spectrum = random.chance(parameters.hardShare) ? hardPt : softPt;
    return measure(random, spectrum(random.uniform(), LEAST_PT), z, parameters);
  });
  const muons = Array.from({ length: Math.floor(parameters.muons + random.uniform()) }, () => {
    const cosine = MOST_COSINE * (2 * random.uniform() - 1);
    return measure(random, MUON_PT * Math.sqrt(1 - cosine * cosine), z, parameters);
  });
  return [...soft, ...muons];
}

/** Most pile-up collisions leave no tracks, or few; their places are drawn only where they matter. */
function pileupCollision(random: Random, count: Cumulative, parameters: VertexParameters, tracks: Track[]): void {
  const own = pick(count, random.uniform());
  if (own === 0) return;
  const z = place(random, parameters);
  for (let i = 0; i < own; i++) tracks.push(measure(random, softPt(random.uniform(), LEAST_PT), z, parameters));
}

/** Anywhere along the beam; 1/pT is a power of a uniform number, between those of the greatest and the least pT. */
function drawFake(random: Random, { fakeHardness }: VertexParameters): Track {
  const inverse = 1 / MOST_FAKE_PT + (1 / LEAST_PT - 1 / MOST_FAKE_PT) * random.uniform() ** fakeHardness;
  return fake(random, 1 / inverse, Z0_RANGE * (2 * random.uniform() - 1));
}
