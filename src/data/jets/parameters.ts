import { defaultsOf, type KnobValues } from "../knobs.js";

/**
 * What started the jet, in the order of the labels. "light" is u, d or s; "mu" and "e" are jets of one prompt lepton.
 */
export const CLASSES = ["b", "c", "light", "gluon", "tau-", "tau+", "mu", "e"] as const;
export type JetClass = (typeof CLASSES)[number];

/** Version of the generator: the same version, parameters, seed and stream give the same jets. */
export const GENERATOR_VERSION = 2;

/** The knobs of the toy. Conclusions drawn from it must be stable under a scan of each. */
export const KNOBS = {
  classes: {
    about: "classes of the jets, equally frequent",
    kind: "list",
    default: CLASSES.join(","),
    members: CLASSES,
  },
  fragmentation: {
    about: "how hadrons share a jet: by breaking a stick, exponentially, or equal for all of b, c, light and gluon",
    kind: "choice",
    default: "stick",
    choices: ["stick", "exponential", "equal"],
  },
  lifetime: {
    about: "factor on the lifetimes of b and c hadrons and the tau",
    kind: "number",
    default: 1,
    least: 0,
    most: 10,
  },
  leptons: {
    about: "factor on the semileptonic fractions of b and c hadrons",
    kind: "number",
    default: 1,
    least: 0,
    most: 2,
  },
  strange: { about: "share of K_S and Lambda among light hadrons", kind: "number", default: 0.05, least: 0, most: 1 },
  d0Constant: {
    about: "a of the d0 resolution a ⊕ b / (pT √sin θ), in cm",
    kind: "number",
    default: 0.02,
    least: 0,
    most: 1,
  },
  d0Scattering: { about: "b of the d0 resolution, in GeV cm", kind: "number", default: 0.05, least: 0, most: 2 },
  tails: { about: "share of tracks with three times the resolution", kind: "number", default: 0.05, least: 0, most: 1 },
  trackEfficiency: {
    about: "share of tracks above 2 GeV that are found",
    kind: "number",
    default: 0.95,
    least: 0.1,
    most: 1,
  },
  fakes: { about: "share of fakes among the tracks of pile-up", kind: "number", default: 0.1, least: 0, most: 0.9 },
  misidentification: {
    about: "factor on the matrix of mistaken particle kinds",
    kind: "number",
    default: 1,
    least: 0,
    most: 10,
  },
  pileup: { about: "mean number of other collisions", kind: "number", default: 200, least: 0, most: 400 },
  association: {
    about: "half width of PUPPI's window on |z0 - PV|, in resolutions: 2.33 keeps 98 % of tracks without tails",
    kind: "number",
    default: 2.33,
    least: 0.5,
    most: 10,
  },
  neutralResidual: {
    about: "spread of the pile-up energy under a neutral candidate at 200 collisions, in GeV",
    kind: "number",
    default: 2,
    least: 0,
    most: 20,
  },
} as const;

export type JetParameters = KnobValues<typeof KNOBS>;
export const DEFAULTS: JetParameters = defaultsOf(KNOBS);

/** Radius of the jet cone in (η, φ). */
export const CONE = 0.4;
