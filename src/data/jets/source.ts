import { createRandom } from "../../support/random.js";
import type { NdArray } from "../nd-array.js";
import { provenanceOf } from "../provenance.js";
import type { SamplePort, SampleRequest, SampleSource } from "../sample.js";
import { CONSTITUENT_FEATURES, CONSTITUENTS, writeConstituents } from "./constituents.js";
import { CANDIDATES, FEATURES, INPUT_FRACTION, inputMantissas } from "./features.js";
import { type Jet, jetMaker } from "./generate.js";
import { CLASSES, DEFAULTS, GENERATOR_VERSION, type JetParameters } from "./parameters.js";
import { ANGLE_LSB, PT_LSB } from "./words.js";

const GENERATOR = "jets";

/** What the regression of pT learns: true over measured pT, cut to this range. */
const TARGET = { least: 0.3, most: 2 };
/** Measured pT (GeV) at which a jet's weight is 1. */
const WEIGHT_PT = 15;

const PORTS = [
  { name: "x", about: "input of the b-tagger, on the grid of ap_fixed<14,6>", shape: [CANDIDATES * FEATURES, 1] },
  {
    name: "constituents",
    about: "input of the deep-set tagger, on the grid of ap_fixed<18,10>",
    shape: [CONSTITUENTS, CONSTITUENT_FEATURES.length],
  },
  { name: "label", about: `class: ${CLASSES.map((name, label) => `${label} ${name}`).join(", ")}`, shape: [] },
  { name: "pt", about: "measured transverse momentum, GeV, in steps of 0.25", shape: [] },
  { name: "eta", about: "measured pseudorapidity, in steps of π/720", shape: [] },
  { name: "gen_pt", about: "true visible transverse momentum in the cone, GeV", shape: [] },
  { name: "pt_target", about: "gen_pt / pt, cut to [0.3, 2]", shape: [] },
  { name: "weight", about: "makes the spectrum of pt, flat in its logarithm, fall as pT^-5; 1 at 15 GeV", shape: [] },
] as const satisfies readonly SamplePort[];

/** Toy jets as arrays, see docs/toy-jets.md. */
export function createJetSource(request: SampleRequest & { parameters?: Partial<JetParameters> }): SampleSource {
  const parameters = { ...DEFAULTS, ...request.parameters };
  const provenance = provenanceOf(GENERATOR, GENERATOR_VERSION, request, parameters);
  const makeJet = jetMaker(parameters);
  const make: SampleSource["make"] = (first, count) => {
    const arrays = new Map(PORTS.map((port) => [port.name, emptyArray(count, port)]));
    const [x, constituents, ...truth] = Array.from(arrays.values(), ({ data }) => data);
    for (let event = 0; event < count; event++) {
      const jet = makeJet(createRandom(provenance.seed, provenance.stream, first + event));
      writeInput(x as Float32Array, event, jet);
      writeConstituents(constituents as Float32Array, event, jet);
      numbersOf(jet).forEach((value, port) => {
        (truth[port] as Float32Array)[event] = value;
      });
    }
    return arrays;
  };
  return { provenance, ports: PORTS, make };
}

function emptyArray(events: number, { shape }: SamplePort): NdArray {
  const size = shape.reduce((product, dim) => product * dim, events);
  return { shape: [events, ...shape], dtype: "float32", data: new Float32Array(size) };
}

function writeInput(x: Float32Array, event: number, jet: Jet): void {
  const mantissas = inputMantissas(jet);
  const offset = event * mantissas.length;
  for (let i = 0; i < mantissas.length; i++) x[offset + i] = (mantissas[i] as number) / 2 ** INPUT_FRACTION;
}

/** The ports of one number each, in their order. */
function numbersOf({ jetClass, jet, truePt }: Jet): readonly number[] {
  const pt = PT_LSB * jet.pt;
  const target = Math.min(TARGET.most, Math.max(TARGET.least, truePt / pt));
  return [CLASSES.indexOf(jetClass), pt, ANGLE_LSB * jet.eta, truePt, target, (pt / WEIGHT_PT) ** -4];
}
