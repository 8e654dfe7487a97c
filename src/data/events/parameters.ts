import { defaultsOf, type KnobTable, type KnobValues } from "../knobs.js";

/** What happens in the collision of interest, in the order of the `process` port. */
export const PROCESSES = [
  "background",
  "A_4l",
  "LQ_btau",
  "h0_tautau",
  "hplus_taunu",
  "H_aa_4b",
  "HH_4b",
  "SUEP",
] as const;
export type Process = (typeof PROCESSES)[number];
export type Signal = Exclude<Process, "background">;

/** Version of the generator: the same version, parameters, seed and stream give the same events. */
export const GENERATOR_VERSION = 1;

/** The knobs of the toy. Conclusions drawn from it must be stable under a scan of each number. */
export const KNOBS = {
  process: {
    about: "process of every event; mix: all of them, equally frequent",
    kind: "choice",
    default: "background",
    choices: [...PROCESSES, "mix"],
  },
  pileup: {
    about: "mean number of simultaneous collisions, to which soft objects are in proportion",
    kind: "number",
    default: 55,
    least: 0,
    most: 400,
  },
  softJetPt: {
    about: "mean pT of soft jets above their least, in GeV",
    kind: "number",
    default: 4,
    least: 0,
    most: 20,
  },
  hardTail: {
    about: "factor on the number of background's hard pairs of jets, of spectrum pT^-5",
    kind: "number",
    default: 1,
    least: 0,
    most: 10,
  },
  radiation: {
    about: "mean number of jets radiated with a signal, besides the one it recoils against",
    kind: "number",
    default: 0.25,
    least: 0,
    most: 10,
  },
  resolution: {
    about: "factor on the resolutions of jets, e/gamma and muons",
    kind: "number",
    default: 1,
    least: 0,
    most: 3,
  },
  metResolution: {
    about: "resolution of each component of missing momentum over √(sum of ET), in √GeV",
    kind: "number",
    default: 0.6,
    least: 0,
    most: 3,
  },
} as const satisfies KnobTable;

export type EventParameters = KnobValues<typeof KNOBS>;
export const DEFAULTS: EventParameters = defaultsOf(KNOBS);
