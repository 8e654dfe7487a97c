import { InternalError } from "../../support/errors.js";
import { createRandom, type Random } from "../../support/random.js";
import type { NdArray } from "../nd-array.js";
import { provenanceOf } from "../provenance.js";
import type { SamplePort, SampleRequest, SampleSource } from "../sample.js";
import { drawHardPairs, drawPileup } from "./background.js";
import { detect, type TriggerObjects } from "./detector.js";
import { DEFAULTS, type EventParameters, GENERATOR_VERSION, PROCESSES, type Process } from "./parameters.js";
import { createScaler, fitScaling, isScalingProblem, type Scaler, type Scaling } from "./scaling.js";
import { signalParticles } from "./signals.js";
import { summarise } from "./summary.js";
import { INPUTS, writeWords } from "./words.js";

export interface EventRequest extends SampleRequest {
  readonly parameters?: Partial<EventParameters>;
}

const PORTS: readonly SamplePort[] = [
  {
    name: "x",
    about: "words of the global trigger: missing, 4 e/γ, 4 muons, 10 jets, each pT (0.5 GeV), η, φ",
    shape: [INPUTS],
  },
  { name: "scaled", about: "x less offset, shifted, as ap_fixed<8,6,AP_RND_CONV,AP_SAT>", shape: [INPUTS] },
  { name: "process", about: `index in ${PROCESSES.join(", ")}`, shape: [1] },
  { name: "weight", about: "1 for every event", shape: [1] },
  { name: "ht", about: "sum of pT of the jets above 30 GeV with |η| < 2.5, GeV", shape: [1] },
  { name: "met", about: "missing transverse momentum, GeV", shape: [1] },
  { name: "m4j", about: "mass of the four leading jets, GeV; 0 where there are fewer", shape: [1] },
];

/**
 * Toy Monte Carlo of the objects of a Level-1 trigger: not a simulation of any experiment. docs/toy-events.md lists what
 * is simplified.
 */
export function createEventSource(request: EventRequest): SampleSource {
  const parameters = { ...DEFAULTS, ...request.parameters };
  const provenance = provenanceOf("events", GENERATOR_VERSION, request, { ...parameters });
  const { seed, stream } = provenance;
  let scaler: Scaler | undefined;
  return {
    provenance,
    ports: PORTS,
    make: (first, count) => {
      scaler ??= createScaler(backgroundScaling(parameters));
      return fill(count, (event) => createRandom(seed, stream, first + event), parameters, scaler);
    },
  };
}

/** Events from which offsets and shifts are fitted. */
const FITTED = 2 ** 14;

/**
 * The scaling of the `scaled` port, fitted to background of the same parameters in a stream of its own: it depends on
 * neither seed, stream nor process, so that files to train with and files to test with have the same.
 */
export function backgroundScaling(parameters: Partial<EventParameters> = {}): Scaling {
  const background: EventParameters = { ...DEFAULTS, ...parameters, process: "background" };
  const key = JSON.stringify(background);
  const known = fitted.get(key) ?? fittedScaling(background);
  fitted.set(key, known);
  return known;
}

/** Scalings by parameters: sources of every process of the same ones share a fit of half a second. */
const fitted = new Map<string, Scaling>();

function fittedScaling(background: EventParameters): Scaling {
  const words = new Float32Array(FITTED * INPUTS);
  for (let event = 0; event < FITTED; event++) {
    writeWords(makeEvent(createRandom(0, "events/scaling", event), "background", background), words, event * INPUTS);
  }
  const scaling = fitScaling([words], INPUTS);
  if (isScalingProblem(scaling)) throw new InternalError(scaling.problem);
  return scaling;
}

/** Events [first, first + count) in the order of `PORTS`. */
function fill(
  count: number,
  randomOf: (event: number) => Random,
  parameters: EventParameters,
  scaler: Scaler,
): ReadonlyMap<string, NdArray> {
  const x = new Float32Array(count * INPUTS);
  const [process, ht, met, m4j] = Array.from({ length: 4 }, () => new Float32Array(count)) as Columns;
  for (let event = 0; event < count; event++) {
    const random = randomOf(event);
    const chosen = choose(random, parameters.process);
    writeWords(makeEvent(random, chosen, parameters), x, event * INPUTS);
    const summary = summarise(x, event * INPUTS);
    process[event] = PROCESSES.indexOf(chosen);
    ht[event] = summary.ht;
    met[event] = summary.met;
    m4j[event] = summary.m4j;
  }
  const columns = [x, scaler(x), process, new Float32Array(count).fill(1), ht, met, m4j];
  return new Map(
    PORTS.map(({ name, shape }, i) => [
      name,
      { shape: [count, ...shape], dtype: "float32", data: columns[i] as Float32Array },
    ]),
  );
}

type Columns = [Float32Array, Float32Array, Float32Array, Float32Array];

function choose(random: Random, process: EventParameters["process"]): Process {
  return process === "mix" ? (PROCESSES[Math.floor(random.uniform() * PROCESSES.length)] as Process) : process;
}

/** Pile-up and hard pairs of background, on which a signal is laid. */
function makeEvent(random: Random, process: Process, parameters: EventParameters): TriggerObjects {
  const pairs = drawHardPairs(random, parameters);
  const hard = process === "background" ? pairs : [...pairs, ...signalParticles(random, process, parameters)];
  return detect(random, hard, drawPileup(random, parameters), parameters);
}
