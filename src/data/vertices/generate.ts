import { createRandom } from "../../support/random.js";
import { type Crossing, crossings } from "./collisions.js";
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
  /** 1 for tracks that no particle left. */
  readonly fake: Uint8Array;
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
    const arrived = read(found, crossing);
    if (!intact) randomise(damage, arrived.words, arrived.count, parameters.randomised);
    return { z: crossing.z, ...sorted(arrived) };
  };
}

type Tracks = Omit<VertexEvent, "z">;

/** Words of the tracks that were found, in the crossing's order. */
function read(found: readonly (Track | undefined)[], { hard, genuine }: Crossing): Tracks {
  const words = new Int16Array(found.length * WORDS);
  const [fromPv, fake] = [new Uint8Array(found.length), new Uint8Array(found.length)];
  let count = 0;
  found.forEach((track, i) => {
    if (track === undefined) return;
    digitise(track, words, count * WORDS);
    fake[count] = i < genuine ? 0 : 1;
    fromPv[count++] = i < hard ? 1 : 0;
  });
  return { count, words, fromPv, fake };
}

/** The greatest pT first, and `TRACKS` of them at most. */
function sorted(arrived: Tracks): Tracks {
  const order = keys(arrived).sort();
  const count = Math.min(arrived.count, TRACKS);
  const words = new Int16Array(count * WORDS);
  const [fromPv, fake] = [new Uint8Array(count), new Uint8Array(count)];
  for (let i = 0; i < count; i++) {
    const track = (order[i] as number) % MOST_ARRIVING;
    fromPv[i] = arrived.fromPv[track] as number;
    fake[i] = arrived.fake[track] as number;
    for (let k = 0; k < WORDS; k++) words[i * WORDS + k] = arrived.words[track * WORDS + k] as number;
  }
  return { count, words, fromPv, fake };
}

/** What the tracks are sorted by. phi decides between equal pT: it knows nothing of the vertex. */
function keys({ count, words }: Tracks): Float64Array {
  const sizes = new Float64Array(count);
  for (let track = 0; track < count; track++) {
    const at = track * WORDS;
    const order =
      (2 ** 14 - 1 - ptMantissa(words[at + RINV] as number)) * 2 ** 12 + (words[at + PHI] as number) + 2 ** 11;
    sizes[track] = order * MOST_ARRIVING + track;
  }
  return sizes;
}

/** More than any event has: the place of a track in the order of arrival is the lower part of its sorting key. */
const MOST_ARRIVING = 2 ** 14;
