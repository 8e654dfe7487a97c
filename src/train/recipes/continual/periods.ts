import { provenanceOf } from "../../../data/provenance.js";
import type { Provenance } from "../../../data/sample.js";
import { DEFAULTS, GENERATOR_VERSION, PRESETS, type VertexParameters } from "../../../data/vertices/parameters.js";
import { GENERATOR } from "../../../data/vertices/source.js";
import type { WORD_FIELDS } from "../../../data/vertices/track-word.js";

type WordField = (typeof WORD_FIELDS)[number]["name"];

/** The detector in one period of data taking. */
export interface Period {
  readonly name: string;
  readonly parameters: VertexParameters;
  /** Fields of the track word that are uniform random numbers, for `BROKEN_SHARE` of the tracks. */
  readonly broken: readonly WordField[];
}

/** More fakes than by default: half of the tracks that are taken are fakes, and fewer events have to be made. */
const FAKES = 0.15;

export const BROKEN_SHARE = 0.8;

/**
 * The intact detector, then the degraded sets of the generator, one after another, in each of which other fields are lost
 * as well. Without that they are the same task, only harder, and nothing is forgotten.
 */
export const PERIODS: readonly Period[] = [
  { name: "intact", parameters: withFakes({}), broken: [] },
  { name: "degraded1", parameters: withFakes(PRESETS.degraded1), broken: ["mva"] },
  { name: "degraded2", parameters: withFakes(PRESETS.degraded2), broken: ["chi2rphi", "hits"] },
  { name: "degraded3", parameters: withFakes(PRESETS.degraded3), broken: ["chi2rz", "bendchi2"] },
];

function withFakes(parameters: Partial<VertexParameters>): VertexParameters {
  return { ...DEFAULTS, fakes: FAKES, ...parameters };
}

/** The record of a period's tracks. */
export function periodProvenance({ parameters, broken }: Period, seed: number, stream: string): Provenance {
  const share = broken.length === 0 ? 0 : BROKEN_SHARE;
  const all = { ...parameters, brokenFields: broken.join(", "), brokenShare: share };
  return provenanceOf(GENERATOR, GENERATOR_VERSION, { seed, stream }, all);
}
