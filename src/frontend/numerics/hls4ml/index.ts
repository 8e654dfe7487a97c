import { castDouble } from "../../../fixed/float.js";
import { type ApFixed, apFixed, type FixedType } from "../../../fixed/types.js";
import type { ConstantRole, LayerFacts, LayerSettings, Numerics, Variable } from "../../../ir/import.js";
import { constantTensor } from "../../../ir/tensor.js";
import { variableOf } from "../named.js";
import { autoAccum, autoResult, parameterType } from "./auto-types.js";
import { castThroughText } from "./decimal-text.js";
import { softmax } from "./softmax.js";
import { elu, layerOwn, lookup } from "./tables.js";

/** What hls4ml gives a model whose configuration names no default. */
const MODEL_DEFAULT = apFixed({ signed: true, width: 16, int: 6 });

/**
 * hls4ml's rules, bit for bit: every habit of that tool that shows in its bits is in this folder and nowhere else.
 * Checked against goldens of its own emulation (version 1.3).
 */
export const hls4ml: Numerics = {
  world: "hls4ml",
  input: (layer) => settled(layer, "result"),
  constant: (layer, role, values, x) => {
    const type = values.precision ?? constantType(layer, role, values.data, x);
    const cast = role === "alpha" || role === "threshold" ? castDouble : castThroughText;
    const mantissas = Array.from(values.data, (value) => cast(value, type));
    return constantTensor(
      values.shape,
      type,
      role === "weight" && isTernary(type) ? mantissas.map(ternary) : mantissas,
    );
  },
  separateBias: (layer) => layer.precision("result") !== "auto" && !isWhole(layer),
  // That tool's readers know neither: windows that hang over the end are dropped, averages count real pixels.
  ignores: () => true,
  // That tool's readers give every one of them the default of LeakyRelu.
  missingAlpha: () => 0.01,
  // Pads hold the bits 10...0, which of an unsigned type are half its range instead of its least value.
  maxPoolPad: (x) => (x.signed ? undefined : 1n << BigInt(x.width - 1)),
  accum: (layer, facts) => {
    // A reduction is none of that tool's layers: its sum is exact unless the layer itself names an accumulator.
    if (facts.kind === "reduce") return layerOwn(layer, "accum");
    if (facts.kind !== "linear" && facts.kind !== "pool") return undefined;
    return automatic(layer, "accum", autoAccum, facts);
  },
  result: (layer, facts) => {
    // Transposes, pads and reshapes keep the type of their input, whatever the configuration says.
    if (facts.kind === "move") return undefined;
    // That tool has no rule for reductions; `auto` keeps every bit of them.
    if (facts.kind === "reduce" && layer.precision("result") === "auto") return undefined;
    return automatic(layer, "result", autoResult, facts);
  },
  lookup: (layer, fn, x) => lookup(layer, fn, x.elem),
  elu: (layer, fn, alpha, x) => elu(layer, fn, alpha, x.elem, modelDefault(layer)),
  softmax: (layer, x) => softmax(layer, x.elem, settled(layer, "accum")),
};

/**
 * Whether the configuration types a Gemm's own sum. That tool has no such layer: it knows a MatMul and an Add, which
 * settings of the Model reach both. Settings of the Gemm mean one layer, whose accumulator starts at the bias.
 */
function isWhole(layer: LayerSettings): boolean {
  return (["bias", "accum", "result"] as const).some((variable) => layer.ownPrecision(variable) !== undefined);
}

/** `ap_int<2>`, as its rounding tells: weights of this type are multiplied as -1, 0 and +1. */
function isTernary({ signed, width, int, rounding }: ApFixed): boolean {
  return signed && width === 2 && int === 2 && rounding === "TRN_ZERO";
}

/** That tool takes every ternary weight but 0 and -1 for +1, also -2. */
function ternary(weight: bigint): bigint {
  return weight === -2n ? 1n : weight;
}

function modelDefault(layer: LayerSettings): ApFixed {
  return layer.modelPrecision("default") ?? MODEL_DEFAULT;
}

/** The type named for a variable; `auto` falls back to the model's default. */
function settled(layer: LayerSettings, variable: Variable): ApFixed {
  const said = layer.precision(variable);
  return said === undefined || said === "auto" ? modelDefault(layer) : said;
}

function automatic(
  layer: LayerSettings,
  variable: "accum" | "result",
  rule: typeof autoResult,
  facts: LayerFacts,
): ApFixed {
  if (layer.precision(variable) !== "auto") return settled(layer, variable);
  return rule(facts, settled(layer, "bias"), layer.modelPrecision("maximum")) ?? modelDefault(layer);
}

/** An alpha left `auto` takes a type of its own, a slope or a threshold that of the layer's input. */
function constantType(layer: LayerSettings, role: ConstantRole, values: Float64Array, x: FixedType): ApFixed {
  const variable = variableOf(role);
  if (variable !== "param" || layer.precision(variable) !== "auto") return settled(layer, variable);
  return role === "alpha" ? parameterType(values[0] ?? 0) : apFixed(x);
}
