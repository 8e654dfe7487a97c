import { createRandom, type Random } from "../../support/random.js";
import { measure, pileup } from "./detector.js";
import { INPUT_FRACTION, inputMantissas, type JetWord, jetOf } from "./features.js";
import { fragment } from "./fragment.js";
import { DEFAULTS, FLAVOURS, type Flavour, type JetParameters } from "./parameters.js";
import type { Axis } from "./particle.js";
import { type CandidateWord, digitise, digitiseVertex, PT_LSB } from "./words.js";

/** A jet as the tagger sees it. */
export interface Jet {
  readonly flavour: Flavour;
  readonly jet: JetWord;
  /** Place of the primary vertex: ap_fixed<15,6>, LSB 2^-9 cm. */
  readonly vertex: number;
  /** All candidates, pT first. */
  readonly candidates: readonly CandidateWord[];
  /** The tagger's input, see `inputMantissas`. */
  readonly mantissas: Int16Array;
}

export interface JetRequest {
  readonly events: number;
  /** Integer below 2^32. */
  readonly seed: number;
  /** Streams of different names (train, test ...) share no numbers. */
  readonly stream?: string;
  readonly parameters?: Partial<JetParameters>;
}

/**
 * Toy Monte Carlo of trigger jets, one an event: not a simulation of any experiment. pT is flat in its logarithm (the
 * user weights it), and the same for all flavours. docs/toy-jets.md lists what is simplified.
 */
export function generateJets({ events, seed, stream = "jets", parameters }: JetRequest): Jet[] {
  const all = { ...DEFAULTS, ...parameters };
  return Array.from({ length: events }, (_, event) => generateJet(createRandom(seed, stream, event), all));
}

/** Draws until a jet passes the trigger's selection. */
function generateJet(random: Random, parameters: JetParameters): Jet {
  const flavour = FLAVOURS[Math.floor(random.uniform() * FLAVOURS.length)] as Flavour;
  for (;;) {
    const jet = select(draw(random, flavour, parameters));
    if (jet !== undefined) return jet;
  }
}

type Drawn = Pick<Jet, "flavour" | "vertex" | "candidates">;

function draw(random: Random, flavour: Flavour, parameters: JetParameters): Drawn {
  const z = vertexPlace(random);
  const found = z + VERTEX_RESOLUTION * random.normal();
  const axis: Axis = {
    pt: LEAST_PT * Math.exp(random.uniform() * Math.log(MOST_PT / LEAST_PT)),
    eta: MOST_ETA * (2 * random.uniform() - 1),
    phi: Math.PI * (2 * random.uniform() - 1),
  };
  const own = fragment(random, axis, flavour, parameters).flatMap((p) => measure(random, p, parameters) ?? []);
  const candidates = [...own, ...pileup(random, axis, parameters)]
    .map((candidate) => digitise(candidate, z))
    .sort((a, b) => b.pt - a.pt);
  return { flavour, vertex: digitiseVertex(found), candidates };
}

/** GeV: range of the generated pT, and the least that the trigger keeps. */
const LEAST_PT = 15;
const MOST_PT = 500;
const SELECTED_PT = 10;
const MOST_ETA = 2.4;
/** cm: spread of collisions along the beam, cut where the track finder's words end, and of the vertex finder. */
const LUMINOUS_REGION = 5;
const VERTEX_RANGE = 20.469;
const VERTEX_RESOLUTION = 0.05;

function vertexPlace(random: Random): number {
  for (;;) {
    const z = LUMINOUS_REGION * random.normal();
    if (Math.abs(z) < VERTEX_RANGE) return z;
  }
}

function select(drawn: Drawn): Jet | undefined {
  if (drawn.candidates.length === 0) return undefined;
  const jet = jetOf(drawn.candidates);
  if (jet.pt * PT_LSB <= SELECTED_PT) return undefined;
  return { ...drawn, jet, mantissas: inputMantissas(drawn.candidates, jet, drawn.vertex) };
}

/** The tagger's inputs as exact floats, [events × CANDIDATES × FEATURES]. */
export function inputValues(jets: readonly Jet[]): Float32Array {
  const size = jets[0]?.mantissas.length ?? 0;
  const values = new Float32Array(jets.length * size);
  jets.forEach(({ mantissas }, event) => {
    values.set(
      Float32Array.from(mantissas, (m) => m / 2 ** INPUT_FRACTION),
      event * size,
    );
  });
  return values;
}
