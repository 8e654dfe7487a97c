import { defaultsOf, type KnobValues } from "../knobs.js";

/** Version of the generator: the same version, parameters, seed and stream give the same events. */
export const GENERATOR_VERSION = 1;

/** The knobs of the toy, tt̄-like by default. Conclusions drawn from it must be stable under a scan of each number. */
export const KNOBS = {
  pileup: { about: "mean number of other collisions", kind: "number", default: 200, least: 0, most: 400 },
  pileupTracks: { about: "mean number of tracks of such a collision", kind: "number", default: 0.8, least: 0, most: 2 },
  luminousWidth: {
    about: "Gaussian width of the luminous region, in cm",
    kind: "number",
    default: 5,
    least: 0,
    most: 10,
  },
  beamSpot: { about: "middle of the luminous region, in cm", kind: "number", default: 0, least: -5, most: 5 },
  hardTracks: {
    about: "mean number of tracks of the hard collision",
    kind: "number",
    default: 25,
    least: 0,
    most: 100,
  },
  muons: {
    about: "mean number of its muons from a Z, not among hardTracks",
    kind: "number",
    default: 0,
    least: 0,
    most: 2,
  },
  hardShare: {
    about: "share of hardTracks with a pT^-3.5 spectrum, not pile-up's",
    kind: "number",
    default: 0.9,
    least: 0,
    most: 1,
  },
  fakes: { about: "share of fakes among all tracks", kind: "number", default: 0.05, least: 0, most: 0.5 },
  fakeHardness: {
    about: "1: flat in 1/pT, 128 GeV at most; above 1: harder",
    kind: "number",
    default: 1,
    least: 1,
    most: 4,
  },
  z0Model: {
    about: "z0 resolution against |eta|: four steps, or 0.1 + 0.2 eta^2 cm",
    kind: "choice",
    default: "steps",
    choices: ["steps", "parabola"],
  },
  z0Scale: { about: "factor on the z0 resolution", kind: "number", default: 1, least: 0, most: 10 },
  scattering: {
    about: "c of the factor 1 ⊕ c / pT on the z0 resolution, in GeV",
    kind: "number",
    default: 2,
    least: 0,
    most: 10,
  },
  tails: {
    about: "share of tracks with three times the z0 resolution",
    kind: "number",
    default: 0.05,
    least: 0,
    most: 1,
  },
  smearPt: { about: "degradation: noise on pT, in GeV", kind: "number", default: 0, least: 0, most: 1.467 },
  smear: {
    about: "degradation: noise on eta, phi and z0; 1 is 0.0032, 0.00129, 0.2468 cm",
    kind: "number",
    default: 0,
    least: 0,
    most: 4,
  },
  randomised: {
    about: "degradation: share of the words' fields that are random",
    kind: "number",
    default: 0,
    least: 0,
    most: 1,
  },
  deadRegions: {
    about: "degradation: factor on the sides of dead rectangles",
    kind: "number",
    default: 0,
    least: 0,
    most: 1,
  },
  z0Drift: {
    about: "degradation: shift of every measured z0, in cm",
    kind: "number",
    default: 0,
    least: -0.3,
    most: 0.3,
  },
} as const;

export type VertexParameters = KnobValues<typeof KNOBS>;
export const DEFAULTS: VertexParameters = defaultsOf(KNOBS);

/**
 * Named settings. Z → µµ has four tracks in the mean, two of them the muons. The three degraded sets grow worse one after
 * another, each by another mixture of what happens to an ageing detector.
 */
export const PRESETS = {
  ttbar: {},
  zmumu: { hardTracks: 2, muons: 2 },
  degraded1: { smear: 0.25, smearPt: 0.1467, randomised: 0.02, deadRegions: 0.5, z0Drift: 0.1 },
  degraded2: {
    smear: 0.25,
    smearPt: 0.5,
    randomised: 0.05,
    deadRegions: 0.75,
    z0Drift: 0.2,
    z0Scale: 1.1,
    beamSpot: 0.5,
  },
  degraded3: { smear: 0.5, smearPt: 1, randomised: 0.08, deadRegions: 1, z0Drift: 0.3, z0Scale: 1.2, beamSpot: 1 },
} as const satisfies Readonly<Record<string, Partial<VertexParameters>>>;
