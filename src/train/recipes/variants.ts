import { must } from "../../support/errors.js";
import type { Kernels } from "../autodiff/kernels.js";
import { type Columns, withColumn } from "../data/columns.js";
import { predict } from "../fit/evaluate.js";
import type { Loss } from "../fit/loss.js";
import type { FitOptions } from "../fit/options.js";
import { pruning } from "../fit/pruning.js";
import { type Model, type Network, type State, stateOf } from "../network.js";
import { type PruneOptions, prunable } from "../optimize/prune.js";
import { polynomialSparsity } from "../optimize/sparsity.js";
import type { RecipeHost } from "./recipe.js";
import { type StageResult, trainStage } from "./stage.js";

/** A quantized network that starts from the float one. */
export interface Variant {
  /** Of its files: `quantized`, `pruned` ... */
  readonly name: string;
  /** Of weights and activations. */
  readonly bits: number;
  /** Share of the weights that goes. */
  readonly sparsity?: number;
}

/** The variants of every tagger here: what the figures compare. */
export const VARIANTS: readonly Variant[] = [
  { name: "quantized", bits: 8 },
  { name: "quantized6", bits: 6 },
  { name: "pruned", bits: 8, sparsity: 0.75 },
];

export interface VariantsRequest {
  /** The model with quantizers of so many bits; its parameters are called the same whatever the bits. */
  readonly model: (bits: number) => Model;
  readonly data: Columns;
  readonly options: Omit<FitOptions, "resume" | "phases" | "quantized" | "epochs">;
  readonly floatEpochs: number;
  readonly quantizedEpochs: number;
  /** Rate of the quantized stages, which start from weights that are good already. */
  readonly quantizedRate: NonNullable<FitOptions["rate"]>;
  readonly variants?: readonly Variant[];
  /** Which weights pruning may take, and from each layer the same share or from all together; default: each, of all layers. */
  readonly prune?: Pick<PruneOptions, "weights" | "scope">;
  /**
   * What quantized networks learn where it is not the float one's loss. Outputs of the float network named in `teacher`
   * are columns of their data, `float.<output>`: a variant that learns from them stays the same function.
   */
  readonly quantizedLoss?: Loss;
  readonly teacher?: readonly string[];
}

/** The float network and every variant, by name (`float`, `quantized` ...). */
export type Variants = ReadonlyMap<string, StageResult>;

/** Trains the float network, then every variant from it. */
export function trainVariants(host: RecipeHost, kernels: Kernels, request: VariantsRequest): Variants | undefined {
  const { model, options, floatEpochs, quantizedEpochs, quantizedRate, variants = VARIANTS } = request;
  const widest = Math.max(...variants.map(({ bits }) => bits));
  const first = {
    name: "float",
    model: model(widest),
    data: request.data,
    options: { ...options, epochs: floatEpochs },
  };
  const float = trainStage(host, kernels, first);
  if (float === undefined) return undefined;
  const results = new Map([["float", float]]);
  const from: State = stateOf(float.network);
  const data = taught(request, float.network);
  const loss = request.quantizedLoss ?? options.loss;
  for (const variant of variants) {
    const fit = { ...options, epochs: quantizedEpochs, quantized: true, rate: quantizedRate, loss };
    const result = trainStage(host, kernels, {
      name: variant.name,
      from,
      data,
      ...prunedStage(variant, model(variant.bits), fit, request.prune),
    });
    if (result === undefined) return undefined;
    results.set(variant.name, result);
  }
  return results;
}

function taught({ data, options, teacher = [] }: VariantsRequest, float: Network): Columns {
  if (teacher.length === 0) return data;
  const { augment, seed } = options;
  const { columns } = predict(float, data, { augment, seed });
  return teacher.reduce((all, output) => {
    const { shape, data: values } = must(columns.get(output), output);
    return withColumn(all, `float.${output}`, shape, values);
  }, data);
}

/** The share of a training in which weights go; what stays has the rest of it to settle. */
const PRUNING_TIME = 0.6;

function prunedStage({ sparsity }: Variant, model: Model, options: FitOptions, which: VariantsRequest["prune"]) {
  if (sparsity === undefined) return { model, options };
  const schedule = polynomialSparsity({ final: sparsity, begin: 0, end: PRUNING_TIME });
  const how: PruneOptions = { schedule, every: 1 / 64, ...which };
  return { model: prunable(model, how), options: { ...options, hooks: [...(options.hooks ?? []), pruning(how)] } };
}
