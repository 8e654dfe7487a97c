import { type FixedType, fixed, fraction } from "../../fixed/types.js";
import * as word from "./track-word.js";

/** A number that the networks get of each track. */
export interface TrackFeature {
  readonly name: string;
  /** Values lie on this type's grid, exactly. */
  readonly type: FixedType;
  readonly about: string;
}

interface FeatureOfWord extends TrackFeature {
  /** Mantissa from the fields of a word that begins at `at`. */
  readonly mantissa: (words: Int16Array, at: number) => number;
}

const field =
  (place: number): FeatureOfWord["mantissa"] =>
  (words, at) =>
    words[at + place] as number;

const FEATURES: readonly FeatureOfWord[] = [
  {
    name: "pt",
    type: fixed(false, 14, 9),
    about: "GeV",
    mantissa: (words, at) => word.ptMantissa(words[at + word.RINV] as number),
  },
  {
    name: "tanl",
    type: fixed(false, 16, 3),
    about: "|tan λ| = |sinh η|",
    mantissa: (words, at) => word.tanlMantissa(words[at + word.TANL] as number),
  },
  { name: "mva", type: fixed(false, 3, 3), about: "quality, 7 is best", mantissa: field(word.MVA) },
  {
    name: "z0_bin",
    type: fixed(false, 8, 8),
    about: "bin of the vertex histogram",
    mantissa: (words, at) => word.z0Bin(words[at + word.Z0] as number),
  },
  { name: "z0_word", type: fixed(true, 12, 12), about: "z0 in 40.93825024 cm / 4096", mantissa: field(word.Z0) },
  { name: "chi2rphi", type: fixed(false, 4, 4), about: "bin of chi2, r-phi", mantissa: field(word.CHI2RPHI) },
  { name: "chi2rz", type: fixed(false, 4, 4), about: "bin of chi2, r-z", mantissa: field(word.CHI2RZ) },
  { name: "bendchi2", type: fixed(false, 3, 3), about: "bin of chi2, bend", mantissa: field(word.BENDCHI2) },
  {
    name: "stubs",
    type: fixed(false, 3, 3),
    about: "hit layers",
    mantissa: (words, at) => word.stubCount(words[at + word.HITS] as number),
  },
  { name: "phi", type: fixed(true, 12, 12), about: "in the sector, in (pi / 2) / 4096", mantissa: field(word.PHI) },
];

/** The last axis of port `tracks`, in order. */
export const TRACK_FEATURES: readonly TrackFeature[] = FEATURES;

/** LSBs of the features' types. */
const STEPS = FEATURES.map(({ type }) => 2 ** -fraction(type));

/** The features of the word that begins at `at`, as exact floats, to `values` from `to` on. */
export function writeFeatures(words: Int16Array, at: number, values: Float32Array, to: number): void {
  FEATURES.forEach(({ mantissa }, k) => {
    values[to + k] = mantissa(words, at) * (STEPS[k] as number);
  });
}
