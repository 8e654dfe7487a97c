import type { SampleSource } from "../../../data/sample.js";
import { TRACK_FEATURES } from "../../../data/vertices/features.js";
import { TRACKS } from "../../../data/vertices/generate.js";
import { BINS } from "../../../data/vertices/track-word.js";
import { must } from "../../../support/errors.js";
import { sizeOf } from "../../autodiff/tensor.js";
import { type Columns, columnNamed } from "../../data/columns.js";
import type { RecipeHost } from "../recipe.js";
import { sampleColumns } from "../stage.js";
import { binsFrom } from "./place.js";

/** What the networks are told of a track, in units that are shifts of the words: 8 GeV, 1 and 4 steps of quality. */
export const TOLD = [
  { name: "pt", unit: 8 },
  { name: "tanl", unit: 1 },
  { name: "mva", unit: 4 },
] as const;

const NUMBERS = TRACK_FEATURES.length;
const [Z0_BIN, Z0_WORD] = ["z0_bin", "z0_word"].map((name) => place(name)) as [number, number];
const FEATURES = TOLD.map(({ name, unit }) => ({ from: place(name), unit }));

function place(feature: string): number {
  return TRACK_FEATURES.findIndex(({ name }) => name === feature);
}

/** Shapes of one event's arrays. */
const SHAPES = {
  /** As `TOLD` says. */
  features: [TRACKS, FEATURES.length],
  z0_word: [TRACKS],
  /** Of the histogram; -1 for missing tracks. */
  bin: [TRACKS],
  from_pv: [TRACKS],
  /** Weights with which tracks of the hard collision count as much as others in every event; 0 for missing tracks. */
  balance: [TRACKS],
  /** Shares of the bins: the true place between the middles of two of them. */
  place: [BINS],
  /** cm. */
  z0: [],
  fasthisto: [],
} as const satisfies Readonly<Record<string, readonly number[]>>;

type Arrays = Readonly<Record<keyof typeof SHAPES, Float32Array>>;

/** Events that are made at once: their tracks have more numbers than are kept. */
const BLOCK = 500;

/** The first events of each source, one source after another, as the chain's networks read them. */
export function vertexColumns(
  parts: readonly (readonly [source: SampleSource, events: number])[],
  host: Pick<RecipeHost, "reporter">,
): Columns | undefined {
  const events = parts.reduce((sum, [, count]) => sum + count, 0);
  const lengths = Object.entries(SHAPES).map(([name, shape]) => [name, new Float32Array(events * sizeOf(shape))]);
  const arrays = Object.fromEntries(lengths) as Arrays;
  let to = 0;
  for (const [source, count] of parts) {
    for (let first = 0; first < count; first += BLOCK) {
      const block = sampleColumns(source, Math.min(BLOCK, count - first), host, first);
      if (block === undefined) return undefined;
      for (let event = 0; event < block.events; event++) writeEvent(arrays, to++, block, event);
    }
  }
  const columns = Object.entries(SHAPES).map(([name, shape]) => {
    return [name, { shape, data: arrays[name as keyof Arrays] }] as const;
  });
  return { events, columns: new Map(columns) };
}

function writeEvent(arrays: Arrays, to: number, block: Columns, event: number): void {
  const read = (name: string) => columnNamed(block, name).data;
  const valid = must(read("valid")[event], "valid");
  const words = read("tracks").subarray(event * TRACKS * NUMBERS, (event + 1) * TRACKS * NUMBERS);
  const fromPv = read("from_pv").subarray(event * TRACKS, (event + 1) * TRACKS);
  const own = fromPv.filter((one: number) => one === 1).length;
  const balance = [TRACKS / 2 / Math.max(1, valid - own), TRACKS / 2 / Math.max(1, own)] as const;
  arrays.from_pv.set(fromPv, to * TRACKS);
  for (let track = 0; track < TRACKS; track++) {
    const [at, row] = [track * NUMBERS, to * TRACKS + track];
    FEATURES.forEach(({ from, unit }, k) => {
      arrays.features[row * FEATURES.length + k] = must(words[at + from], "feature") / unit;
    });
    arrays.z0_word[row] = must(words[at + Z0_WORD], "z0");
    arrays.bin[row] = track < valid ? must(words[at + Z0_BIN], "bin") : -1;
    arrays.balance[row] = track < valid ? balance[fromPv[track] === 1 ? 1 : 0] : 0;
  }
  const z0 = must(read("z0")[event], "z0");
  for (const { bin, share } of binsFrom(z0)) arrays.place[to * BINS + bin] = share;
  arrays.z0[to] = z0;
  arrays.fasthisto[to] = must(read("fasthisto")[event], "fasthisto");
}
