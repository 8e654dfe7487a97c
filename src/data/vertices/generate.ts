import { createRandom } from "../../support/random.js";
import { crossings } from "./collisions.js";
import { degrade, isIntact, randomise } from "./degrade.js";
import type { VertexParameters } from "./parameters.js";
import { digitise, PHI, ptMantissa, RINV, type Track, WORDS } from "./track-word.js";

/** Tracks that an event keeps. */
export const TRACKS = 250;

/** A bunch crossing in the integers of the hardware. */
export interface VertexEvent {
  /** True place of the hard collision, cm. */
  readonly z: number;
  /** Tracks that are kept, at most `TRACKS`. */
  readonly count: number;
  /** Fields of their words, [count × WORDS], the track of the greatest pT first. */
  readonly words: Int16Array;
  /** 1 for tracks of the hard collision. */
  readonly fromPv: Uint8Array;
}

/**
 * Toy Monte Carlo of tracks and vertices, event by event: not a simulation of any experiment. docs/toy-vertices.md lists
 * what is simplified. Damage of the detector is drawn from a stream of its own, so that a degraded sample has the
 * collisions of the intact one.
 */
export function vertexEvents(
  seed: number,
  stream: string,
  parameters: VertexParameters,
): (item: number) => VertexEvent {
  const draw = crossings(parameters);
  const intact = isIntact(parameters);
  return (item) => {
    const crossing = draw(createRandom(seed, stream, item));
    const damage = createRandom(seed, `${stream}/damage`, item);
    const found = intact ? crossing.tracks : crossing.tracks.map((track) => degrade(damage, track, parameters));
    const arrived = read(found, crossing.hard);
    if (!intact) randomise(damage, arrived.words, arrived.count, parameters.randomised);
    return { z: crossing.z, ...sorted(arrived) };
  };
}

type Tracks = Omit<VertexEvent, "z">;

/** Words of the tracks that were found, in order of arrival; the first `hard` of the list come from the hard collision. */
function read(found: readonly (Track | undefined)[], hard: number): Tracks {
  const words = new Int16Array(found.length * WORDS);
  const fromPv = new Uint8Array(found.length);
  let count = 0;
  found.forEach((track, i) => {
    if (track === undefined) return;
    digitise(track, words, count * WORDS);
    fromPv[count++] = i < hard ? 1 : 0;
  });
  return { count, words, fromPv };
}

/** The greatest pT first, and `TRACKS` of them at most. phi decides between equal ones: it knows nothing of the vertex. */
function sorted({ count, words, fromPv }: Tracks): Tracks {
  const word = (track: number, field: number): number => words[track * WORDS + field] as number;
  const keys = Float64Array.from({ length: count }, (_, track) => {
    const order = (2 ** 14 - 1 - ptMantissa(word(track, RINV))) * 2 ** 12 + word(track, PHI) + 2 ** 11;
    return order * MOST_ARRIVING + track;
  }).sort();
  const kept = Math.min(count, TRACKS);
  const tracks: Tracks = { count: kept, words: new Int16Array(kept * WORDS), fromPv: new Uint8Array(kept) };
  for (let i = 0; i < kept; i++) {
    const track = (keys[i] as number) % MOST_ARRIVING;
    tracks.words.set(words.subarray(track * WORDS, (track + 1) * WORDS), i * WORDS);
    tracks.fromPv[i] = fromPv[track] as number;
  }
  return tracks;
}

/** More than any event has: the place of a track in the order of arrival is the lower part of its sorting key. */
const MOST_ARRIVING = 2 ** 14;
