import { apFixed } from "../../fixed/types.js";
import { createRandom } from "../../support/random.js";
import type { Columns } from "../../train/data/columns.js";

/** What both sides train: a classifier 16-64-32-32-5 with ReLU, 8-bit weights and activations, on 98 batches of 1024. */
export const LAYERS = [16, 64, 32, 32, 5] as const;
export const BATCH = 1024;
export const BATCHES = 98;
export const SAMPLES = BATCH * BATCHES;
export const INPUTS = LAYERS[0];
export const CLASSES = LAYERS[4];

export const WEIGHT = apFixed({ signed: true, width: 8, int: 2 }, "RND_CONV", "SAT");
export const ACTIVATION = apFixed({ signed: false, width: 8, int: 3 }, "RND_CONV", "SAT");
export const ADAM = { rate: 0.002, beta1: 0.9, beta2: 0.999, epsilon: 1e-7 } as const;

/** Of the data, the first weights, and the order of events in every epoch. */
export const SEED = 1;
const TEACHER_UNITS = 24;

/** Columns x [INPUTS] and label []: normal inputs with the classes that a random network of tanh gives them. */
export function samples(): Columns {
  const weights = createRandom(SEED, "teacher");
  const hidden = Float64Array.from({ length: INPUTS * TEACHER_UNITS }, () => weights.normal() / 2);
  const output = Float64Array.from({ length: TEACHER_UNITS * CLASSES }, () => weights.normal());
  const inputs = createRandom(SEED, "inputs");
  const x = Float32Array.from({ length: SAMPLES * INPUTS }, () => inputs.normal());
  const label = Float32Array.from({ length: SAMPLES }, (_, event) => {
    const active = product(x.subarray(event * INPUTS, (event + 1) * INPUTS), hidden).map(Math.tanh);
    const scores = product(active, output);
    return scores.indexOf(Math.max(...scores));
  });
  const columns = { x: { shape: [INPUTS], data: x }, label: { shape: [], data: label } };
  return { events: SAMPLES, columns: new Map(Object.entries(columns)) };
}

/** Row times matrix. */
function product(row: ArrayLike<number>, matrix: Float64Array): Float64Array {
  const columns = matrix.length / row.length;
  const sums = new Float64Array(columns);
  for (let i = 0; i < matrix.length; i++) {
    const column = i % columns;
    sums[column] = (sums[column] as number) + (row[Math.floor(i / columns)] as number) * (matrix[i] as number);
  }
  return sums;
}

/** Name of a layer's parameters, without `.weight` and `.bias`. */
export function layerName(layer: number): string {
  return `dense${layer}`;
}

/** First values of all parameters by name. */
export function initialState(): ReadonlyMap<string, Float64Array> {
  const state = new Map<string, Float64Array>();
  LAYERS.slice(1).forEach((units, i) => {
    const inputs = LAYERS[i] as number;
    const name = layerName(i);
    state.set(`${name}.weight`, initialWeights(inputs, units, name));
    state.set(`${name}.bias`, new Float64Array(units));
  });
  return state;
}

function initialWeights(inputs: number, units: number, name: string): Float64Array {
  const random = createRandom(SEED, name);
  const limit = Math.sqrt(6 / (inputs + units));
  return Float64Array.from({ length: inputs * units }, () => limit * (2 * random.uniform() - 1));
}
