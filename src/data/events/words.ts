import type { Axis } from "./kinematics.js";

/** GeV. */
export const PT_LSB = 0.5;
export const CALO_ETA_LSB = 0.0435;
export const CALO_TURN = 144;

/** The words of a kind of object in the global trigger of Run 3. */
interface WordFormat {
  /** One more than the greatest word of pT, which is unsigned, and of η, which is signed; both saturate. */
  readonly ptEnd: number;
  readonly etaEnd: number;
  readonly etaLsb: number;
  /** Steps of φ in a turn. */
  readonly turn: number;
}

const CALO = { etaEnd: 2 ** 7, etaLsb: CALO_ETA_LSB, turn: CALO_TURN };
const FORMATS = {
  missing: { ...CALO, ptEnd: 2 ** 12 },
  egammas: { ...CALO, ptEnd: 2 ** 9 },
  muons: { ptEnd: 2 ** 9, etaEnd: 2 ** 8, etaLsb: 0.010875, turn: 576 },
  jets: { ...CALO, ptEnd: 2 ** 11 },
} satisfies Record<string, WordFormat>;
export type ObjectKind = keyof typeof FORMATS;

/** A kind of object: `places` for so many of them, of three words (pT, η, φ) each, from input `first` on. */
export interface Group {
  readonly kind: ObjectKind;
  readonly first: number;
  readonly places: number;
}

/** The inputs in their order. */
export const GROUPS: readonly Group[] = [
  { kind: "missing", first: 0, places: 1 },
  { kind: "egammas", first: 3, places: 4 },
  { kind: "muons", first: 15, places: 4 },
  { kind: "jets", first: 27, places: 10 },
];
export const INPUTS = 57;
export const FIRST_JET = 27;

/**
 * Writes the words of an event, whose lists are in the order of falling pT, from `at` on. Places without an object are
 * left as they are.
 */
export function writeWords(
  objects: Readonly<Record<ObjectKind, readonly Axis[]>>,
  words: Float32Array,
  at: number,
): void {
  for (const { kind, first, places } of GROUPS) {
    const found = objects[kind];
    for (let i = 0; i < Math.min(places, found.length); i++)
      digitise(found[i] as Axis, FORMATS[kind], words, at + first + 3 * i);
  }
}

/** By the floor, as hardware does. */
function digitise(
  { pt, eta, phi }: Axis,
  { ptEnd, etaEnd, etaLsb, turn }: WordFormat,
  words: Float32Array,
  at: number,
): void {
  words[at] = Math.min(Math.floor(pt / PT_LSB), ptEnd - 1);
  words[at + 1] = Math.max(-etaEnd, Math.min(Math.floor(eta / etaLsb), etaEnd - 1));
  const step = Math.floor((phi / (2 * Math.PI)) * turn) % turn;
  words[at + 2] = step < 0 ? step + turn : step;
}
