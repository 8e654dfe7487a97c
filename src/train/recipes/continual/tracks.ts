import { TRACK_FEATURES, writeFeatures } from "../../../data/vertices/features.js";
import { type VertexEvent, vertexEvents } from "../../../data/vertices/generate.js";
import { WORD_FIELDS, WORDS } from "../../../data/vertices/track-word.js";
import { must } from "../../../support/errors.js";
import { createRandom, type Random } from "../../../support/random.js";
import type { Columns } from "../../data/columns.js";
import { BROKEN_SHARE, type Period } from "./periods.js";

/** What the network is told of a track, in units that are shifts of the words: all values lie within [-4, 4), or saturate. */
const TOLD = [
  { name: "pt", unit: 16 },
  { name: "tanl", unit: 2 },
  { name: "phi", unit: 1024 },
  { name: "z0_word", unit: 1024 },
  { name: "mva", unit: 4 },
  { name: "chi2rphi", unit: 4 },
  { name: "chi2rz", unit: 4 },
  { name: "bendchi2", unit: 4 },
  { name: "stubs", unit: 2 },
] as const;

export const FEATURES = TOLD.length;

const SOURCES = TOLD.map(({ name, unit }) => ({
  from: TRACK_FEATURES.findIndex((feature) => feature.name === name),
  unit,
}));

/**
 * Tracks of events [0, events): `x` [FEATURES] and `fake`. Every fake is taken and as many others of the same event, or
 * all of them; so half of the tracks are fakes.
 */
export function trackColumns(seed: number, stream: string, events: number, period: Period): Columns {
  const event = vertexEvents(seed, stream, period.parameters);
  const rows: Float32Array[] = [];
  const fake: number[] = [];
  for (let item = 0; item < events; item++) {
    const random = createRandom(seed, `${stream}/tracks`, item);
    const made = event(item);
    lose(random, made, period);
    for (const track of balanced(random, made)) {
      rows.push(told(made.words, track));
      fake.push(must(made.fake[track], "track"));
    }
  }
  const x = new Float32Array(rows.length * FEATURES);
  rows.forEach((row, i) => x.set(row, i * FEATURES));
  const columns = new Map([
    ["x", { shape: [FEATURES], data: x }],
    ["fake", { shape: [1], data: Float32Array.from(fake) }],
  ]);
  return { events: rows.length, columns };
}

/** Puts random numbers in place of the fields that the period has lost. */
function lose(random: Random, { count, words }: VertexEvent, { broken }: Period): void {
  const places = broken.map((field) => WORD_FIELDS.findIndex(({ name }) => name === field));
  for (let track = 0; track < count; track++) {
    if (!random.chance(BROKEN_SHARE)) continue;
    for (const place of places) {
      const { least, most } = must(WORD_FIELDS[place], "field");
      words[track * WORDS + place] = least + Math.floor((most - least + 1) * random.uniform());
    }
  }
}

/** All fakes, and as many of the others. */
function balanced(random: Random, { count, fake }: VertexEvent): number[] {
  const tracks = Array.from({ length: count }, (_, track) => track);
  const fakes = tracks.filter((track) => fake[track] === 1);
  const others = tracks.filter((track) => fake[track] === 0);
  // The first places of a shuffle (Durstenfeld 1964).
  const taken = Math.min(fakes.length, others.length);
  for (let i = 0; i < taken; i++) {
    const other = i + Math.floor(random.uniform() * (others.length - i));
    [others[i], others[other]] = [must(others[other], "track"), must(others[i], "track")];
  }
  return [...fakes, ...others.slice(0, taken)];
}

function told(words: Int16Array, track: number): Float32Array {
  const values = new Float32Array(TRACK_FEATURES.length);
  writeFeatures(words, track * WORDS, values, 0);
  return Float32Array.from(SOURCES, ({ from, unit }) => must(values[from], "feature") / unit);
}
