import { describe, expect, it } from "vitest";
import { configCodes } from "../../src/diagnostics/codes/config.js";
import { createReporter, type Reporter } from "../../src/diagnostics/reporter.js";
import type { ModelNames } from "../../src/frontend/config/layer-names.js";
import { parseConfig } from "../../src/frontend/config/parse.js";
import type { Flags } from "../../src/frontend/config/project.js";
import { settleReuseFactor } from "../../src/frontend/config/reuse.js";
import { refuseStream, resolveSettings } from "../../src/frontend/config/settings.js";

const MODEL: ModelNames = {
  model: "jets",
  inputs: ["x"],
  constants: ["W0"],
  nodes: [
    { name: "MatMul_0", opType: "MatMul", constantOperand: true },
    { name: "Relu_0", opType: "Relu", constantOperand: false },
    { name: "Elu_0", opType: "Elu", constantOperand: false },
    // Op types are hostile too.
    { name: "odd", opType: "hasOwnProperty", constantOperand: false },
  ],
};

interface Fixture {
  readonly what: string;
  readonly config: string;
  readonly flags?: Flags;
  /** Codes with line and column, message and hint. */
  readonly says: readonly string[];
}

const LAYER_KEYS =
  "Precision, TargetCycles, ConvImplementation, Compression, ParallelizationFactor, Strategy, ReuseFactor, TableSize, ExpTableSize, InvTableSize, Implementation, Skip, Trace, TableT, ExpTableT, InvTableT, InvInpT, InpNormT, AccumT";
const VARIABLES = "result, weight, bias, scale, accum, table, exp_table, inv_table, inv_inp, inp_norm, param";
const GRAMMAR = "ap_fixed<W,I[,Q[,O[,N]]]>, ap_ufixed<...>, ap_int<W> or ap_uint<W> (the ap_ may be left out)";
const ROUNDINGS = "AP_TRN, AP_TRN_ZERO, AP_RND, AP_RND_ZERO, AP_RND_INF, AP_RND_MIN_INF, AP_RND_CONV";
const OVERFLOWS = "AP_WRAP, AP_SAT, AP_SAT_ZERO, AP_SAT_SYM";
const TYPES =
  "Input, Dense, Conv1D, Conv2D, DepthwiseConv1D, DepthwiseConv2D, PointwiseConv1D, PointwiseConv2D, BatchNormalization, ApplyAlpha, Activation, ParametrizedActivation, PReLU, Softmax, Merge, Concatenate, Pooling1D, Pooling2D, GlobalPooling1D, GlobalPooling2D, Reshape, Transpose, Constant, ZeroPadding1D, ZeroPadding2D, MatMul, Conv, Quant";

const model = (lines: string): string => `HLSConfig:\n  Model:\n    ${lines}\n`;
const precision = (type: string): string => model(`Precision: ${type}`);
const layer = (lines: string): string => `Model: {Precision: "fixed<16,6>"}\nLayerName:\n  ${lines}\n`;
const PRECISION = "HLSConfig.Model.Precision";

const FIXTURES: readonly Fixture[] = [
  {
    what: "text that is no YAML",
    config: "Model: [1\nPart: 2",
    says: [
      "error[BX2001] 2:1 the configuration is neither YAML nor JSON: Flow sequence in block collection must be sufficiently indented and end with a ]",
    ],
  },
  {
    what: "several documents",
    config: "Part: a\n---\nPart: b\n",
    says: [
      "error[BX2001] 2:1 the configuration is neither YAML nor JSON: it holds several documents, one after each ---",
    ],
  },
  {
    what: "tabs",
    config: "Model:\n\tPrecision: auto\n",
    says: ["error[BX2001] 2:1 the configuration is neither YAML nor JSON: Tabs are not allowed as indentation"],
  },
  {
    what: "aliases of aliases, which would unfold to 10^9 values",
    config: `${Array.from({ length: 9 }, (_, i) => `- &l${i} [${i === 0 ? "x" : Array.from({ length: 10 }, () => `*l${i - 1}`).join(", ")}]`).join("\n")}\n`,
    says: [
      "error[BX2002] the configuration is a list; expected a map of keys such as 'Part' and 'HLSConfig' | `bxc config MODEL` writes a configuration to start from",
    ],
  },
  {
    what: "an empty file",
    config: "# nothing\n",
    says: [
      "error[BX2002] the configuration is empty; expected a map of keys such as 'Part' and 'HLSConfig' | `bxc config MODEL` writes a configuration to start from",
    ],
  },
  {
    what: "a key twice",
    config: "ClockPeriod: 5\nClockPeriod: 4\n",
    says: ["error[BX2003] 2:1 'ClockPeriod' is given twice in the configuration"],
  },
  {
    what: "a layer twice",
    config: layer("Relu_0: {TableSize: 512}\n  Relu_0: {TableSize: 256}"),
    says: ["error[BX2003] 4:3 'Relu_0' is given twice in LayerName"],
  },
  {
    what: "a list where a map belongs, and an alias of nothing",
    config: "LayerName: []\nModel: *none\n",
    says: [
      "error[BX2011] 1:12 LayerName is a list; expected a map of keys to values",
      "error[BX2011] 2:8 Model is an alias of nothing; expected an anchor before it",
    ],
  },
  {
    what: "a key in two spellings",
    config: layer("Relu_0: {TableSize: 512, table_size: 1024}"),
    says: ["error[BX2003] 3:28 'table_size' is given twice in LayerName.Relu_0"],
  },
  {
    what: "a mistyped key",
    config: layer("Relu_0: {Precison: auto}"),
    says: [
      `error[BX2010] 3:12 unknown key 'Precison' in LayerName.Relu_0; valid: ${LAYER_KEYS} | did you mean 'Precision'?`,
    ],
  },
  {
    what: "a key in the wrong place",
    config: layer("Relu_0: {result: auto}"),
    says: [
      `error[BX2010] 3:12 unknown key 'result' in LayerName.Relu_0; valid: ${LAYER_KEYS} | 'result' belongs under Precision`,
    ],
  },
  {
    what: "a mistyped precision variable",
    config: layer("MatMul_0:\n    Precision:\n      wieght: auto"),
    says: [
      `error[BX2010] 5:7 unknown precision variable 'wieght' in LayerName.MatMul_0.Precision; valid: default, ${VARIABLES} | did you mean 'weight'?`,
    ],
  },
  {
    what: "a number as a string",
    config: model("ReuseFactor: '4'"),
    says: [
      "error[BX2011] 3:18 HLSConfig.Model.ReuseFactor is the string '4'; expected a whole number of at least 1 | write 4 without quotes",
    ],
  },
  {
    what: "a reuse factor of 0",
    config: model("ReuseFactor: 0"),
    says: ["error[BX2011] 3:18 HLSConfig.Model.ReuseFactor is 0; expected a whole number of at least 1"],
  },
  {
    what: "tables of no entries, and of more than any device holds",
    config: layer("Elu_0: {TableSize: 1000000000, ExpTableSize: 0}"),
    says: [
      "error[BX2011] 3:22 LayerName.Elu_0.TableSize is 1000000000; expected a whole number from 1 to 65536",
      "error[BX2011] 3:48 LayerName.Elu_0.ExpTableSize is 0; expected a whole number from 1 to 65536",
    ],
  },
  {
    what: "a clock that runs backwards",
    config: "ClockPeriod: -5\n",
    says: ["error[BX2011] 1:14 ClockPeriod is -5; expected a number of nanoseconds above 0"],
  },
  {
    what: "a clock of the command line that is no number",
    config: "ClockPeriod: 5\n",
    flags: { clock: "5ns" },
    says: ["error[BX2011] --clock is '5ns'; expected a number of nanoseconds above 0"],
  },
  {
    what: "a mistyped io_type",
    config: '{"io_type": "io_paralel"}',
    says: ["error[BX2012] 1:13 io_type is 'io_paralel'; valid: io_parallel, io_stream | did you mean io_parallel?"],
  },
  {
    what: "a mistyped strategy",
    config: model("Strategy: Resourse"),
    says: [
      "error[BX2012] 3:15 HLSConfig.Model.Strategy is 'Resourse'; valid: Latency, Resource, Unrolled | did you mean Resource?",
    ],
  },
  {
    what: "a strategy of older softmaxes",
    config: layer("Relu_0: {Strategy: Stable}"),
    says: [
      "error[BX2012] 3:22 LayerName.Relu_0.Strategy is 'Stable'; valid: Latency, Resource, Unrolled | for a Softmax write Implementation: stable",
    ],
  },
  {
    what: "the short and the long form together",
    config: "HLSConfig: {}\nLayerName: {}\n",
    says: [
      "error[BX2013] 2:1 'LayerName' stands at the top although the file has 'HLSConfig' | move 'LayerName' under 'HLSConfig'",
    ],
  },
  {
    what: "a precision without brackets",
    config: precision("ap_fixed16,6"),
    says: [
      `error[BX2020] 3:16 ${PRECISION}: 'ap_fixed16,6': is no precision; the grammar is ${GRAMMAR} | did you mean ap_fixed<16,6>?`,
    ],
  },
  {
    what: "an integer without brackets",
    config: precision("int8"),
    says: [
      `error[BX2020] 3:16 ${PRECISION}: 'int8': is no precision; the grammar is ${GRAMMAR} | did you mean ap_int<8>?`,
    ],
  },
  {
    what: "a precision without integer bits",
    config: precision("ap_fixed<16>"),
    says: [`error[BX2020] 3:25 ${PRECISION}: 'ap_fixed<16>': needs W,I | for example ap_fixed<16,6>`],
  },
  {
    what: "a semicolon, the caret inside the quotes",
    config: precision('"ap_fixed<16;6>"'),
    says: [
      `error[BX2020] 3:28 ${PRECISION}: 'ap_fixed<16;6>': expected ',' at column 12 | did you mean ap_fixed<16,6>?`,
    ],
  },
  {
    what: "unknown modes",
    config: layer('MatMul_0: {Precision: {result: "fixed<8,3,AP_ROUND>", accum: "fixed<8,3,RND,CLAMP>"}}'),
    says: [
      `error[BX2020] 3:45 LayerName.MatMul_0.Precision.result: 'fixed<8,3,AP_ROUND>': unknown rounding mode 'AP_ROUND'; the modes are ${ROUNDINGS} | did you mean AP_RND?`,
      `error[BX2020] 3:79 LayerName.MatMul_0.Precision.accum: 'fixed<8,3,RND,CLAMP>': unknown overflow mode 'CLAMP'; the modes are ${OVERFLOWS} | did you mean AP_SAT?`,
    ],
  },
  {
    what: "widths below 1",
    config: precision("ap_fixed<-4,2>"),
    says: [
      `error[BX2020] 3:25 ${PRECISION}: 'ap_fixed<-4,2>': width -4 is outside 1..4096 | write a width of at least 1 bit`,
    ],
  },
  {
    what: "no bits, and far too many",
    config: layer('MatMul_0: {Precision: {result: "ap_fixed<0,0>", weight: "ap_fixed<1000000,6>"}}'),
    says: [
      "error[BX2020] 3:44 LayerName.MatMul_0.Precision.result: 'ap_fixed<0,0>': width 0 is outside 1..4096 | write a width of at least 1 bit",
      "error[BX2020] 3:69 LayerName.MatMul_0.Precision.weight: 'ap_fixed<1000000,6>': width 1000000 is outside 1..4096 | write a width of at most 4096 bits",
    ],
  },
  {
    what: "an uncertainty of the clock that leaves no time",
    config: "ClockUncertainty: 300%\n",
    says: [
      "error[BX2011] 1:19 ClockUncertainty is the string '300%'; expected a percentage below 100 such as 27%, or a number of nanoseconds",
    ],
  },
  {
    what: "a precision in braces without quotes, which YAML splits at its comma",
    config: precision("{default: ap_fixed<16,6>}"),
    says: [
      `error[BX2020] 3:26 ${PRECISION}.default: 'ap_fixed<16': is no precision; the grammar is ${GRAMMAR} | is the precision inside { }? There it needs quotes: "ap_fixed<16,6>"`,
      `error[BX2010] 3:38 unknown precision variable '6>' in ${PRECISION}; valid: default, input, maximum, ${VARIABLES} | inside { } a precision needs quotes: "ap_fixed<16,6>"`,
    ],
  },
  {
    what: "floating point",
    config: precision("float"),
    says: [
      `error[BX2021] 3:16 ${PRECISION} is 'float', a floating-point type; Bunchcross computes in fixed point only | write a type such as ap_fixed<16,6>, or 'auto' in a layer`,
    ],
  },
  {
    what: "auto for the whole model in hls4ml's numerics",
    config: precision("auto"),
    says: [
      "error[BX2022] 3:16 Model.Precision.default is 'auto', which hls4ml's numerics allow in LayerName and LayerType only | write an explicit type here, or 'Numerics: bunchcross' at the top to have types from value ranges",
    ],
  },
  {
    what: "a mistyped layer",
    config: layer("MatMull_0: {ReuseFactor: 2}"),
    says: [
      "error[BX2030] 3:3 the model has no layer 'MatMull_0'; it has x, MatMul_0, Relu_0, Elu_0, odd | did you mean 'MatMul_0'?",
    ],
  },
  {
    what: "a replaced layer in another case, which hls4ml loses",
    config: layer("matmul_0: {ReuseFactor: 2}"),
    says: [
      "error[BX2030] 3:3 the model has no layer 'matmul_0'; it has x, MatMul_0, Relu_0, Elu_0, odd | did you mean 'MatMul_0'?",
    ],
  },
  {
    what: "a mistyped layer type",
    config: "LayerType:\n  Dence: {ReuseFactor: 2}\n",
    says: [
      `error[BX2031] 2:3 unknown layer type 'Dence' in LayerType; valid: ${TYPES}, Relu, Elu, hasOwnProperty | did you mean 'Dense'?`,
    ],
  },
  {
    what: "words that every JavaScript object knows",
    config: layer("Relu_0: {Strategy: constructor, toString: 1}\nLayerType: {constructor: {}}"),
    says: [
      "error[BX2012] 3:22 LayerName.Relu_0.Strategy is 'constructor'; valid: Latency, Resource, Unrolled",
      `error[BX2010] 3:35 unknown key 'toString' in LayerName.Relu_0; valid: ${LAYER_KEYS}`,
      `error[BX2031] 4:13 unknown layer type 'constructor' in LayerType; valid: ${TYPES}, Relu, Elu, hasOwnProperty`,
    ],
  },
  {
    what: "layer types that hls4ml writes but does not look up",
    config: "LayerType:\n  InputLayer: {}\n  Elu: {}\n",
    says: [
      "warning[BX2032] 2:3 LayerType 'InputLayer' has no effect in hls4ml, so none in its numerics here | hls4ml's own name is Input",
      "warning[BX2032] 3:3 LayerType 'Elu' has no effect in hls4ml, so none in its numerics here | hls4ml's own name is ParametrizedActivation",
    ],
  },
  {
    what: "distributed arithmetic",
    config: model("Strategy: distributed_arithmetic"),
    says: [
      "error[BX2040] 3:15 HLSConfig.Model.Strategy is 'distributed_arithmetic', which Bunchcross does not have yet; it comes with the RTL back end | write Latency, Resource or Unrolled",
    ],
  },
  {
    what: "another vendor",
    config: "Backend: Quartus\n",
    says: ["error[BX2041] 1:10 Backend is 'Quartus'; Bunchcross emits Vitis HLS projects only | write Backend: Vitis"],
  },
  {
    what: "settings without effect, each noted once",
    config: layer("Relu_0: {Trace: true}\n  MatMul_0: {Trace: true, TargetCycles: 20}\nOnnxModel: jets.onnx"),
    says: [
      "note[BX2042] 3:19 Trace: true has no effect here: `bxc verify` compares every layer",
      "note[BX2042] 4:41 TargetCycles: 20 has no effect here: set ReuseFactor instead",
      "note[BX2042] 5:12 OnnxModel: jets.onnx has no effect here: the model is named on the command line",
    ],
  },
  { what: "Vivado HLS", config: "Backend: Vivado\n", says: ["note[BX2043] 1:10 Backend: Vivado is read as Vitis"] },
  {
    what: "a Softmax to be left out",
    config: layer("Relu_0: {Skip: true}"),
    says: [
      "error[BX2044] 3:18 Skip: true would leave the Softmax out of the model, which Bunchcross does not do | export the model without its Softmax, or write Implementation: argmax where only the order matters",
    ],
  },
  {
    what: "io_stream",
    config: "IOType: io_stream\n",
    says: [
      "error[BX2045] 1:9 IOType is io_stream, for which Bunchcross emits no project yet | write IOType: io_parallel",
    ],
  },
  {
    what: "no default precision",
    config: 'Model: {Precision: {weight: "fixed<8,2>"}}\n',
    says: [
      "warning[BX2046] 1:29 HLSConfig.Model gives no default Precision; hls4ml's fixed<16,6> is taken | write Precision: fixed<16,6> (or the type you mean) under Model",
    ],
  },
  {
    what: "a table's type where hls4ml passes over it",
    config: layer('Relu_0: {Precision: {table: "fixed<12,2>"}}'),
    says: [
      "note[BX2047] 3:31 Precision.table is heeded here, but hls4ml itself keeps its default for it | hls4ml heeds 'TableT' beside Precision",
    ],
  },
  {
    what: "no part number",
    config: "Part: not-a-part\n",
    says: [
      "error[BX2050] 1:7 Part is 'not-a-part', which is no part number (device-package-speed[-grade]) | for example xcvu13p-flga2577-2-e",
    ],
  },
  {
    what: "a part that is not on the list",
    config: "Part: xcvu13p-flga2577-2-e\n",
    flags: { part: "xcvu13p-flga2576-2-e" },
    says: [
      "warning[BX2051] --part 'xcvu13p-flga2576-2-e' is not among the parts known here; the tool will be asked for it | did you mean xcvu13p-flga2577-2-e?",
    ],
  },
  {
    what: "a project name with a dash",
    config: "ProjectName: my-project\n",
    says: [
      "error[BX2052] 1:14 ProjectName 'my-project' is no identifier (a letter, then letters, digits and underscores) | for example my_project",
    ],
  },
  {
    what: "a keyword as a project name, two underscores in a namespace",
    config: "ProjectName: module\nWriterConfig: {Namespace: a__b}\n",
    says: [
      "error[BX2052] 1:14 ProjectName 'module' is a word that C++, Verilog or the emitted code uses itself | for example v_module",
      "error[BX2052] 2:27 Namespace 'a__b' has a double or trailing underscore, which C++ and VHDL reserve | for example a_b",
    ],
  },
  {
    what: "a namespace that C's headers have taken",
    config: "WriterConfig: {Namespace: exp}\n",
    says: ["error[BX2052] 1:27 Namespace 'exp' is a function of the C library | for example exp_ns"],
  },
];

const REUSE = [
  "warning[BX2061] ReuseFactor 7 is not legal for layer 'fc1' (Resource); 8 is taken, as hls4ml does | legal: 1, 2, 4, 8, 16, 32, 64, 128",
  "error[BX2060] ReuseFactor 7 is not legal for layer 'fc1' (16 inputs, 8 outputs, Resource); legal: 1, 2, 4, 8, 16, 32, 64, 128",
];

function told({ diagnostics }: Reporter): string[] {
  return diagnostics.map(({ severity, code, message, at, hint }) => {
    const place = at.line === undefined ? "" : ` ${at.line}:${at.column}`;
    return `${severity}[${code}]${place} ${message}${hint === undefined ? "" : ` | ${hint}`}`;
  });
}

describe("mistakes in a configuration", () => {
  it.each(FIXTURES)("$what", ({ config: text, flags = {}, says }) => {
    const reporter = createReporter();
    const config = parseConfig(text, "c.yml", reporter);
    if (config !== undefined) refuseStream(resolveSettings(config, flags, MODEL, reporter), reporter);
    expect(told(reporter)).toEqual(says);
  });

  it("a reuse factor that Resource can't have", () => {
    const reporter = createReporter();
    const request = { layer: "fc1", reuse: 7, rows: 16, columns: 8 };
    expect(settleReuseFactor(request, "hls4ml", reporter)).toBe(8);
    settleReuseFactor(request, "bunchcross", reporter);
    expect(told(reporter)).toEqual(REUSE);
  });

  it("brackets upon brackets", () => {
    const reporter = createReporter();
    parseConfig("[".repeat(20_000), "c.yml", reporter);
    // Where the parser's stack ends is the machine's affair.
    expect(told(reporter).map((line) => line.replace(/ 1:\d+ /, " "))).toEqual([
      "error[BX2001] the configuration is neither YAML nor JSON: it is nested too deeply",
    ]);
  });

  it("has a fixture for every code", () => {
    const seen = [...FIXTURES.flatMap(({ says }) => says), ...REUSE].map((line) => /BX\d+/.exec(line)?.[0]);
    expect([...new Set(seen)].sort()).toEqual(Object.keys(configCodes).sort());
  });
});
