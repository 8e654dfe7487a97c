import { TRACKS } from "../../../data/vertices/generate.js";
import { BINS } from "../../../data/vertices/track-word.js";
import { createReporter } from "../../../diagnostics/reporter.js";
import { compile } from "../../../driver/compile.js";
import { simulate } from "../../../driver/simulate.js";
import { castMantissa } from "../../../fixed/cast.js";
import { type ApFixed, apFixed, fraction, maxMantissa } from "../../../fixed/types.js";
import { InternalError, must } from "../../../support/errors.js";
import { type Columns, columnNamed } from "../../data/columns.js";
import { type ExportedModel, exportModel } from "../../export/export-model.js";
import { createNetwork, type Network, stateOf } from "../../network.js";
import { TOLD } from "./columns.js";
import { DISTANCE_UNIT } from "./layers.js";
import { type PartName, partModels } from "./model.js";
import { peakOf, wordsBetween } from "./place.js";

/** One of the chain's networks as firmware: what is exported, and how integers go in and out. */
export interface ChainPart {
  readonly network: Network;
  readonly exported: ExportedModel;
  readonly input: ApFixed;
  /** Fraction bits of its result. */
  readonly fraction: number;
  readonly resultBits: number;
  /** Mantissas of the results of `events` runs, from mantissas of the input's type. */
  readonly run: (mantissas: Int32Array) => Float64Array;
}

export type Chain = Readonly<Record<PartName, ChainPart>>;

/** The three networks of a trained chain whose quantizers have so many bits. */
export function chainOf(network: Network, bits: number, metadata: Readonly<Record<string, string>> = {}): Chain {
  const state = stateOf(network);
  const parts = Object.entries(partModels(bits)).map(([name, model]) => {
    return [name, partOf(createNetwork(model, network.kernels, { state }), metadata)] as const;
  });
  return Object.fromEntries(parts) as unknown as Chain;
}

function partOf(network: Network, metadata: Readonly<Record<string, string>>): ChainPart {
  const { name } = network.model;
  const exported = exportModel(network, { quantized: true, metadata });
  const reporter = createReporter();
  const model = { file: `${name}.onnx`, bytes: exported.model };
  const compiled = compile({ model, config: { file: `${name}.yml`, text: exported.config } }, reporter);
  const failed = (): InternalError =>
    new InternalError(`export of ${name}: ${reporter.diagnostics.map(({ message }) => message).join("; ")}`);
  if (compiled === undefined) throw failed();
  const { graph } = compiled;
  const { port, type: input } = must(compiled.inputs[0], "input");
  const output = must(graph.outputs[0], "output");
  const { elem } = must(graph.types.get(output.value), "type");
  const size = port.shape.reduce((product, length) => product * length, 1);
  const run = (data: Int32Array): Float64Array => {
    const given = { shape: [data.length / size, ...port.shape], dtype: "int32", data } as const;
    const result = simulate(compiled, { [port.name]: given }, reporter, { raw: true, dtype: "int64" });
    if (result === undefined) throw failed();
    return Float64Array.from(must(result.outputs.get(output.name), output.name).data, Number);
  };
  return { network, exported, input, fraction: fraction(elem), resultBits: elem.width, run };
}

/** What holds the sum of the weights of all tracks, exactly. */
export function sumType({ weight }: Chain): ApFixed {
  const width = weight.resultBits + Math.ceil(Math.log2(TRACKS));
  return apFixed({ signed: false, width, int: width - weight.fraction });
}

/**
 * The chain in integers, event by event: nothing in it is a float but the arrays' containers. `features` [250, 3] in units
 * of `TOLD`, `bin` and `z0_word` [250] as `vertexColumns` gives them; the result has the outputs of `chainModel`, as values.
 */
export function runChain(chain: Chain, data: Columns): Columns {
  const { weight, pattern, association } = chain;
  const { events } = data;
  const read = (name: string) => columnNamed(data, name).data;
  const told = asMantissas(read("features"), weight.input);
  const weights = weight.run(told);
  const sums = histograms(weights, read("bin"), events);
  const cast = (sum: number): number => Number(castMantissa(BigInt(sum), weight.fraction, pattern.input));
  const patterns = pattern.run(Int32Array.from(sums, cast));
  const vertices = Float64Array.from({ length: events }, (_, event) => peakOf(patterns, event * BINS));
  const logits = association.run(associationInput(told, read("z0_word"), vertices, association.input));
  const value = (mantissas: Float64Array, bits: number): Float64Array =>
    mantissas.map((mantissa) => mantissa * 2 ** -bits);
  const columns = new Map([
    ["weight", { shape: [TRACKS, 1], data: value(weights, weight.fraction) }],
    ["histogram", { shape: [BINS], data: value(sums, weight.fraction) }],
    ["pattern", { shape: [BINS], data: value(patterns, pattern.fraction) }],
    ["vertex", { shape: [], data: vertices }],
    ["association", { shape: [TRACKS], data: value(logits, association.fraction) }],
  ]);
  return { events, columns };
}

/** Truncated and saturated to the type: shifts of the words. */
function asMantissas(values: ArrayLike<number>, type: ApFixed): Int32Array {
  const [steps, most] = [2 ** fraction(type), Number(maxMantissa(type))];
  return Int32Array.from(values, (value) => Math.min(most, Math.floor(value * steps)));
}

/** Sums of mantissas in every bin, [events, 256]: far below 2^53, and held by `sumType`. */
function histograms(weights: ArrayLike<number>, bins: ArrayLike<number>, events: number): Float64Array {
  const sums = new Float64Array(events * BINS);
  for (let track = 0; track < events * TRACKS; track++) {
    const bin = bins[track] as number;
    if (bin < 0) continue;
    const at = Math.floor(track / TRACKS) * BINS + bin;
    sums[at] = (sums[at] as number) + (weights[track] as number);
  }
  return sums;
}

/** The features as the weight network has them, and the distance: a shift of its words, saturated. */
function associationInput(
  told: Int32Array,
  words: ArrayLike<number>,
  vertices: ArrayLike<number>,
  type: ApFixed,
): Int32Array {
  const [numbers, most] = [TOLD.length, Number(maxMantissa(type))];
  const perWord = 2 ** fraction(type) / DISTANCE_UNIT;
  const into = new Int32Array((told.length / numbers) * (numbers + 1));
  for (let track = 0; track < told.length / numbers; track++) {
    const to = track * (numbers + 1);
    for (let k = 0; k < numbers; k++) into[to + k] = told[track * numbers + k] as number;
    const distance = wordsBetween(words[track] as number, vertices[Math.floor(track / TRACKS)] as number);
    into[to + numbers] = Math.min(most, distance * perWord);
  }
  return into;
}
