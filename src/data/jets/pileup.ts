import type { Random } from "../../support/random.js";
import { type Candidate, fakeTrack, measuredTrack, TRACK_ETA, TRACK_PT } from "./detector.js";
import { CONE, type JetParameters } from "./parameters.js";
import type { Axis, Kind } from "./particle.js";

/** Spread (cm) of collisions along the beam, cut where the track finder's words end. */
const LUMINOUS_REGION = 5;
const VERTEX_RANGE = 20.469;
/** Found tracks of one other collision in a cone: 0.85 in |η| < 2.4, spread over its area. */
const TRACKS = (0.85 * CONE * CONE) / (4 * TRACK_ETA);
/** Neutral particles above 1 GeV of one other collision in a cone. */
const NEUTRALS = 0.05;
const LEAST_NEUTRAL = 1;
/** 1/pT of fakes is flat between these (GeV). */
const MOST_FAKE_PT = 128;

/** Where a collision happens along the beam. */
export function collision(random: Random): number {
  for (;;) {
    const z = LUMINOUS_REGION * random.normal();
    if (Math.abs(z) < VERTEX_RANGE) return z;
  }
}

/** Adds tracks of other collisions in the cone, and fakes, that PUPPI keeps; `vertex` is the place of the jet's own. */
export function addPileupTracks(
  tracks: Candidate[],
  random: Random,
  jet: Axis,
  vertex: number,
  parameters: JetParameters,
): void {
  const { pileup, fakes } = parameters;
  const genuine = pileup * TRACKS;
  const add = (found: Candidate | undefined): void => void (found && tracks.push(found));
  for (let left = random.poisson(genuine); left > 0; left--) {
    const axis = inCone(random, jet, TRACK_PT + random.exponential());
    add(measuredTrack(random, chargedHadron(random), axis, 0, collision(random) - vertex, parameters));
  }
  for (let left = random.poisson((genuine * fakes) / (1 - fakes)); left > 0; left--) {
    const inverse = 1 / MOST_FAKE_PT + (1 / TRACK_PT - 1 / MOST_FAKE_PT) * random.uniform();
    const axis = inCone(random, jet, 1 / inverse);
    add(fakeTrack(random, chargedHadron(random), axis, VERTEX_RANGE * (2 * random.uniform() - 1) - vertex, parameters));
  }
}

/** Neutral particles of other collisions in the cone, as they are measured. */
export function pileupNeutrals(random: Random, jet: Axis, { pileup }: JetParameters): Axis[] {
  return Array.from({ length: random.poisson(pileup * NEUTRALS) }, () =>
    inCone(random, jet, LEAST_NEUTRAL + random.exponential()),
  );
}

function chargedHadron(random: Random): Kind {
  return { species: "charged hadron", charge: random.chance(0.5) ? 1 : -1 };
}

function inCone(random: Random, jet: Axis, pt: number): Axis {
  const distance = CONE * Math.sqrt(random.uniform());
  const turn = 2 * Math.PI * random.uniform();
  return { pt, eta: jet.eta + distance * Math.cos(turn), phi: jet.phi + distance * Math.sin(turn) };
}
