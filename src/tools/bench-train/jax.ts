import { readFileSync } from "node:fs";
import { defaultDevice, init, type Array as Jax, jit, lax, nn, numpy as np, valueAndGrad } from "@jax-js/jax";
import { type ApFixed, fraction, maxMantissa, minMantissa } from "../../fixed/types.js";
import { type Columns, columnNamed } from "../../train/data/columns.js";
import { permutation } from "../../train/data/split.js";
import { createPace } from "./epoch.js";
import {
  ACTIVATION,
  ADAM,
  BATCH,
  BATCHES,
  CLASSES,
  INPUTS,
  initialState,
  LAYERS,
  layerName,
  SAMPLES,
  SEED,
  samples,
  WEIGHT,
} from "./task.js";

/**
 * jax-js as a contestant: one step compiled by `jit`, on its WebAssembly backend. Its batches, in the order of our own,
 * are laid out before the clock runs. Arrays are owned by who holds them: `.ref` keeps one that a call would consume.
 */
type Arrays = Readonly<Record<string, Jax>>;

/** x as a variable of the type holds it (rounding and saturating as WEIGHT and ACTIVATION do), straight through. */
function quantize(x: Jax, type: ApFixed): Jax {
  const scale = 2 ** fraction(type);
  const held = np.clip(x, Number(minMantissa(type)) / scale, Number(maxMantissa(type)) / scale);
  const rounded = np.round(held.ref.mul(scale)).mul(1 / scale);
  return held.ref.add(lax.stopGradient(rounded.sub(held)));
}

/** Mean cross-entropy of the softmax. */
function loss(parameters: Arrays, x: Jax, labels: Jax): Jax {
  const last = LAYERS.length - 2;
  let value = x;
  for (let i = 0; i <= last; i++) {
    const [weight, bias] = [parameters[`${layerName(i)}.weight`], parameters[`${layerName(i)}.bias`]] as [Jax, Jax];
    const sum = np.matmul(value, quantize(weight, WEIGHT)).add(quantize(bias, WEIGHT));
    value = i === last ? sum : quantize(nn.relu(sum), ACTIVATION);
  }
  return np.sum(nn.logSoftmax(value).mul(labels)).mul(-1 / BATCH);
}

type State = {
  readonly parameters: Arrays;
  readonly means: Arrays;
  readonly squares: Arrays;
};

/** One step of Adam; `scale` is the rate with the corrections of both moments. */
function step({ parameters, means, squares }: State, x: Jax, labels: Jax, scale: Jax): [Jax, State] {
  const names = Object.keys(parameters);
  const own = Object.fromEntries(names.map((name) => [name, (parameters[name] as Jax).ref]));
  const [value, grads] = valueAndGrad(loss)(own, x, labels) as [Jax, Arrays];
  const next: Record<"parameters" | "means" | "squares", Record<string, Jax>> = {
    parameters: {},
    means: {},
    squares: {},
  };
  for (const name of names) {
    const [p, m, s, g] = [parameters, means, squares, grads].map((each) => each[name]) as [Jax, Jax, Jax, Jax];
    const mean = m.mul(ADAM.beta1).add(g.ref.mul(1 - ADAM.beta1));
    const square = s.mul(ADAM.beta2).add(g.ref.mul(g).mul(1 - ADAM.beta2));
    next.parameters[name] = p.sub(mean.ref.mul(scale.ref).div(np.sqrt(square.ref).add(ADAM.epsilon)));
    next.means[name] = mean;
    next.squares[name] = square;
  }
  scale.dispose();
  return [value, next];
}

export async function jax(): Promise<void> {
  await init("wasm");
  defaultDevice("wasm");
  const data = samples();
  const compiled = jit(step);
  const pace = createPace(VERSION);
  let state = initial();
  let [epoch, steps, isWanted] = [0, 0, true];
  while (isWanted) {
    const batches = batchesOf(data, permutation(SAMPLES, SEED, "shuffle", epoch++));
    pace.begin();
    let total = 0;
    for (const [x, labels] of batches) {
      steps++;
      const scale = (ADAM.rate * Math.sqrt(1 - ADAM.beta2 ** steps)) / (1 - ADAM.beta1 ** steps);
      const [value, next] = compiled(state, x, labels, np.array(scale)) as [Jax, State];
      state = next;
      total += value.item();
    }
    isWanted = pace.end(total / BATCHES);
  }
}

/** Inputs and one-hot labels of every batch of an epoch. */
function batchesOf(data: Columns, order: Uint32Array): readonly (readonly [x: Jax, labels: Jax])[] {
  const [{ data: inputs }, { data: classes }] = [columnNamed(data, "x"), columnNamed(data, "label")];
  return Array.from({ length: BATCHES }, (_, batch) => {
    const events = order.subarray(batch * BATCH, (batch + 1) * BATCH);
    const x = new Float32Array(BATCH * INPUTS);
    const labels = new Float32Array(BATCH * CLASSES);
    events.forEach((event, row) => {
      x.set(inputs.subarray(event * INPUTS, (event + 1) * INPUTS), row * INPUTS);
      labels[row * CLASSES + (classes[event] as number)] = 1;
    });
    return [np.array(x).reshape([BATCH, INPUTS]), np.array(labels).reshape([BATCH, CLASSES])] as const;
  });
}

function initial(): State {
  const arrays = (of: (values: Float64Array) => Float32Array): Arrays =>
    Object.fromEntries(
      Array.from(initialState(), ([name, values]) => {
        const units = LAYERS[Number(/\d+/.exec(name)?.[0]) + 1] as number;
        const array = np.array(of(values));
        return [name, name.endsWith(".weight") ? array.reshape([values.length / units, units]) : array];
      }),
    );
  const zeros = (values: Float64Array): Float32Array => new Float32Array(values.length);
  return { parameters: arrays((values) => Float32Array.from(values)), means: arrays(zeros), squares: arrays(zeros) };
}

const MANIFEST = new URL("../../../node_modules/@jax-js/jax/package.json", import.meta.url);
const VERSION = `jax-js ${(JSON.parse(readFileSync(MANIFEST, "utf8")) as { version: string }).version}`;
