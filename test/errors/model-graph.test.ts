import { describe, expect, test } from "vitest";
import type { ModelDescription, NodeDescription } from "../../src/frontend/onnx/encode.js";
import { compiledByHls4ml, readDescription } from "../support/model-diagnostics.js";

const relu = (name: string, from: string, to: string): NodeDescription => ({
  op: "Relu",
  name,
  inputs: [from],
  outputs: [to],
});
const graph = (nodes: readonly NodeDescription[], rest: Partial<ModelDescription> = {}): ModelDescription => ({
  inputs: [{ name: "x", shape: ["N", 4] }],
  outputs: [{ name: "y" }],
  nodes,
  ...rest,
});

interface Fixture {
  readonly what: string;
  readonly model: ModelDescription;
  readonly says: readonly string[];
}

const FIXTURES: readonly Fixture[] = [
  {
    what: "an input that nothing produces",
    model: graph([relu("a", "features", "y")], { inputs: [{ name: "feature", shape: [1, 4] }] }),
    says: ["error[BX1020] a: input 'features' is produced by nothing | did you mean 'feature'?"],
  },
  {
    what: "a value written twice, a value that shadows an input",
    model: graph([relu("a", "x", "y"), relu("b", "x", "y"), relu("c", "y", "x")]),
    says: [
      "error[BX1021] b: value 'y' is defined twice: by node 'a' and by node 'b'",
      "error[BX1021] c: value 'x' is defined twice: by an input and by node 'c'",
    ],
  },
  {
    what: "a cycle",
    model: graph([
      { op: "Add", name: "join", inputs: ["x", "back"], outputs: ["y"] },
      relu("loop", "y", "mid"),
      relu("again", "mid", "back"),
    ]),
    says: [
      "error[BX1022] join: the graph has a cycle: loop -> again -> join -> loop | a recurrent network has to be unrolled before export",
    ],
  },
  {
    what: "control flow",
    model: graph([
      {
        op: "Loop",
        name: "steps",
        inputs: ["", "", "x"],
        outputs: ["y"],
        attributes: { body: { graph: { inputs: [], outputs: [], nodes: [] } } },
      },
    ]),
    says: [
      "error[BX1023] steps.body: operator 'Loop' has a subgraph, which is not supported | export the model for inference, with control flow traced away",
    ],
  },
  {
    what: "an output that nothing computes",
    model: graph([relu("a", "x", "logits")], { outputs: [{ name: "logit" }] }),
    says: ["error[BX1026] logit: output 'logit' is produced by nothing | did you mean 'logits'?"],
  },
  {
    what: "an input of text",
    model: graph([relu("a", "x", "y")], { inputs: [{ name: "x", shape: ["N", 4], dtype: "string" }] }),
    says: ["error[BX1027] x: input 'x' has element type string; expected a float or an integer type"],
  },
  {
    what: "inputs whose shape is not known",
    model: graph([{ op: "Sum", name: "s", inputs: ["x", "open", "bare"], outputs: ["y"] }], {
      inputs: [{ name: "x" }, { name: "open", shape: ["N", 4, "T"] }, { name: "bare", shape: [16] }],
    }),
    says: [
      "error[BX1028] x: input 'x' of shape [] has no shape | fix the lengths at export; only the first axis (the batch) may stay open",
      "error[BX1028] open: input 'open' of shape [N, 4, T] has no length along axis 2 | fix the lengths at export; only the first axis (the batch) may stay open",
      "error[BX1028] bare: input 'bare' of shape [16] has one axis only, which would be the batch | fix the lengths at export; only the first axis (the batch) may stay open",
    ],
  },
  {
    what: "inputs of different batches",
    model: graph([{ op: "Add", name: "s", inputs: ["x", "z"], outputs: ["y"] }], {
      inputs: [
        { name: "x", shape: [1, 4] },
        { name: "z", shape: [4, 4] },
      ],
    }),
    says: [
      "error[BX1033] z: inputs 'x' and 'z' have different lengths along their first axis, 1 and 4 | the first axis of every input is the batch; add one where it is missing",
    ],
  },
  {
    what: "an input of 2^40 elements",
    model: graph([relu("a", "x", "y")], { inputs: [{ name: "x", shape: [1, 2 ** 40] }] }),
    says: [
      "error[BX1034] x: input 'x' of shape [1, 1099511627776] has 1099511627776 elements per event; at most 65536 are supported | shrink, crop or slice the input before the network",
    ],
  },
  {
    what: "no inputs, no outputs",
    model: graph([], { inputs: [], outputs: [] }),
    says: ["error[BX1032] the model has no inputs", "error[BX1032] the model has no outputs"],
  },
  {
    what: "a constant output",
    model: graph([{ op: "Neg", name: "n", inputs: ["c"], outputs: ["y"] }], {
      initializers: { c: { shape: [1], data: [1] } },
    }),
    says: ["error[BX1031] y: output 'y' does not depend on any input"],
  },
  {
    what: "nodes of one name and a node that nothing needs",
    model: graph([relu("a", "x", "h"), relu("a", "h", "y"), relu("b", "h", "unused")]),
    says: [
      "note[BX1029] a_2: node name 'a' is used twice; this one is called 'a_2'",
      "note[BX1030] 1 node that no output needs is left out: 'b'",
    ],
  },
  {
    what: "hostile names",
    model: graph([{ op: "Relu\x1b[31m", name: 'a"; system("x', inputs: ["z".repeat(100_000)], outputs: ["y"] }]),
    says: [`error[BX1020] a"; system("x: input '${"z".repeat(79)}… (100000 characters)' is produced by nothing`],
  },
];

describe("graphs that are not sound", () => {
  test.each(FIXTURES)("$what", ({ model, says }) => expect(readDescription(model).says).toEqual(says));
});

describe("size", () => {
  const LAYERS = 5_000;
  const chain = Array.from({ length: LAYERS }, (_, i) => relu("same", i === 0 ? "x" : `v${i}`, `v${i + 1}`));

  test("a graph deeper than the call stack, written backwards, every node of one name", () => {
    const { model, says } = readDescription(graph(chain.toReversed(), { outputs: [{ name: `v${LAYERS}` }] }));
    expect(model?.nodes.map(({ outputs }) => outputs[0])).toEqual(chain.map(({ outputs }) => outputs[0]));
    expect(says).toHaveLength(LAYERS - 1);
  });

  test("a cycle through every node is shortened", () => {
    const { says } = readDescription(
      graph([...chain.slice(1), relu("last", `v${LAYERS}`, "v1"), relu("out", "v1", "y")]),
    );
    expect(says.at(-1)).toMatch(/the graph has a cycle: (\S+ -> ){7}… -> \S+ \|/);
  });
});

/** Sound constants whose combination is not; `hls4ml` merges layers before the import. */
describe("constants that leave the range of floating point", () => {
  const gemm = { op: "Gemm", name: "fc", inputs: ["x", "w", "b"], outputs: ["h"] };
  const norm = { op: "BatchNormalization", name: "bn", inputs: ["h", "one", "one", "one", "var"], outputs: ["y"] };
  const constants = (w: number, variance: number) => ({
    w: { shape: [4, 1], data: [w, 1, 1, 1] },
    b: { shape: [1], data: [1] },
    one: { shape: [1], data: [1e30] },
    var: { shape: [1], data: [variance] },
  });
  const HINT = "check the parameters of this node; exports of untrained models often hold zeros";
  const CASES: readonly Fixture[] = [
    {
      what: "a negative variance",
      model: graph([gemm, norm], { initializers: constants(1, -1) }),
      says: [`error[BX1120] bn: scale / sqrt(var + epsilon) of channel 0 is not a finite number | ${HINT}`],
    },
    {
      what: "a factor",
      model: graph([{ ...gemm, outputs: ["y"], attributes: { alpha: { float: 1e30 } } }], {
        initializers: constants(1e10, 1),
      }),
      says: [`error[BX1120] fc: a weight computed for this node is not a finite number | ${HINT}`],
    },
  ];
  test.each(CASES)("$what", ({ model, says }) => {
    expect(readDescription(model).says).toEqual(says);
    expect(compiledByHls4ml(model)).toEqual(says);
  });
  test("layers merged", () => {
    expect(compiledByHls4ml(graph([gemm, norm], { initializers: constants(1e10, 1) }))).toEqual([
      `error[BX1120] bn: a bias computed for this node is not a finite number | ${HINT}`,
    ]);
  });
});

const CHANNELS_LAST = "qonnx.custom_op.channels_last";

const OPERATORS: readonly Fixture[] = [
  {
    what: "every unsupported operator at once, with what to write instead, behind failed ones too",
    model: graph(
      [
        { op: "LSTM", name: "lstm", inputs: ["x"], outputs: ["h"] },
        { op: "Relu", name: "act", inputs: ["h"], outputs: ["r"] },
        { op: "Frobnicate", name: "frob", domain: "my.domain", inputs: ["r"], outputs: ["y"] },
      ],
      { opsets: { "": 13, "my.domain": 1 } },
    ),
    says: [
      "error[BX1101] lstm: operator 'LSTM' is not supported | unroll the recurrence over its fixed length before export, or train a convolution or dense layers",
      "error[BX1101] frob: operator 'Frobnicate' of domain 'my.domain' is not supported",
    ],
  },
  {
    what: "mistyped operators",
    model: graph([
      { op: "Softmx", name: "s", inputs: ["x"], outputs: ["h"] },
      { op: "swishy", name: "w", inputs: ["h"], outputs: ["y"] },
    ]),
    says: [
      "error[BX1101] s: operator 'Softmx' is not supported | did you mean Softmax?",
      "error[BX1101] w: operator 'swishy' is not supported",
    ],
  },
  {
    what: "constants without a value",
    model: graph(
      [
        { op: "Log", name: "log", inputs: ["c"], outputs: ["w"] },
        { op: "Mul", name: "mul", inputs: ["x", "w"], outputs: ["h"] },
        { op: "Reshape", name: "fold", inputs: ["c", "s"], outputs: ["v"] },
        { op: "Add", name: "add", inputs: ["h", "v"], outputs: ["y"] },
      ],
      { initializers: { c: { shape: [2], data: [0, 1] }, s: { shape: [1], data: [3], dtype: "int64" } } },
    ),
    says: [
      "error[BX1102] log: the constant 'Log' can't be computed: its value is -Infinity at index 0",
      "error[BX1102] fold: the constant 'Reshape' can't be computed: shape [2] can't be read as [3]",
    ],
  },
  {
    what: "constants that can't be joined, or would double forever",
    model: graph(
      [
        { op: "Concat", name: "odd", inputs: ["", "c"], outputs: ["o"], attributes: { axis: { int: 0 } } },
        ...Array.from({ length: 40 }, (_, i) => {
          const from = i === 0 ? "c" : `v${i}`;
          const join = { op: "Concat", name: `j${i}`, attributes: { axis: { int: 0 } } };
          return { ...join, inputs: [from, from], outputs: [`v${i + 1}`] };
        }),
        { op: "Sum", name: "s", inputs: ["x", "o", "v40"], outputs: ["y"] },
      ],
      { initializers: { c: { shape: [1024], data: new Float32Array(1024) } } },
    ),
    says: [
      "error[BX1102] odd: the constant 'Concat' can't be computed: operand 0 is missing",
      "error[BX1102] odd: the constant 'Concat' can't be computed: operand 0 is missing",
      "error[BX1102] j12: the constant 'Concat' can't be computed: its result would have shape [8388608]",
    ],
  },
  {
    what: "a constant of 2^40 elements",
    model: graph(
      [
        { op: "Expand", name: "grow", inputs: ["c", "s"], outputs: ["w"] },
        { op: "Add", name: "add", inputs: ["x", "w"], outputs: ["y"] },
      ],
      { initializers: { c: { shape: [1], data: [0] }, s: { shape: [2], data: [2 ** 20, 2 ** 20], dtype: "int64" } } },
    ),
    says: [
      "error[BX1102] grow: the constant 'Expand' can't be computed: its result would have shape [1048576, 1048576]",
    ],
  },
  {
    what: "an attribute of another type",
    model: graph([
      { op: "Softmax", name: "s", inputs: ["x"], outputs: ["y"], attributes: { axis: { string: "last" } } },
    ]),
    says: ["error[BX1105] s: attribute 'axis' must be an integer"],
  },
  {
    what: "an attribute that is no number, an empty text",
    model: graph(
      [
        { op: "LeakyRelu", name: "l", inputs: ["x"], outputs: ["h"], attributes: { alpha: { float: Number.NaN } } },
        { op: "Pad", name: "p", inputs: ["x"], outputs: ["g"], attributes: { mode: { string: "" } } },
        { op: "Add", name: "a", inputs: ["h", "g"], outputs: ["y"] },
      ],
      { opsets: { "": 9 } },
    ),
    says: [
      "error[BX1105] l: attribute 'alpha' must be a finite number",
      "error[BX1112] p: attribute 'mode' is empty, which is not supported | supported: constant",
    ],
  },
  {
    what: "an operator in a form from before what is read",
    model: graph([{ op: "MaxPool", name: "p", domain: CHANNELS_LAST, inputs: ["x"], outputs: ["y"] }], {
      opsets: { "": 13, [CHANNELS_LAST]: 0 },
    }),
    says: [
      "error[BX1106] p: operator 'MaxPool' as of opset 0 is not supported; the oldest that is read is 1 | convert the model: onnx.version_converter.convert_version(model, 13)",
    ],
  },
  {
    what: "an operand too many, a constant of no elements",
    model: graph(
      [
        { op: "Mul", name: "m", inputs: ["c", "x", "x"], outputs: ["h"] },
        { op: "Add", name: "a", inputs: ["x", "e"], outputs: ["g"] },
        { op: "Sum", name: "s", inputs: ["h", "g"], outputs: ["y"] },
      ],
      { initializers: { c: { shape: [1], data: [1] }, e: { shape: [0], data: [] } } },
    ),
    says: [
      "error[BX1109] m: 'Mul' has 3 operands; at most 2 are defined",
      "error[BX1122] a: operands of shapes [4] and [0] do not broadcast",
    ],
  },
  {
    what: "operands left out",
    model: graph([
      { op: "Concat", name: "c", inputs: ["x", "", "x"], outputs: ["h"], attributes: { axis: { int: 1 } } },
      { op: "Add", name: "a", inputs: ["x"], outputs: ["g"] },
      { op: "Softmax", name: "s", inputs: ["", "x"], outputs: ["f"] },
      { op: "Sum", name: "t", inputs: ["h", "g", "f"], outputs: ["y"] },
    ]),
    says: [
      "error[BX1108] c: operand 1 of 'Concat' is missing",
      "error[BX1108] a: operand 1 of 'Add' is missing",
      "error[BX1108] s: operand 0 of 'Softmax' is missing",
    ],
  },
  {
    what: "axes that firmware does not have",
    model: graph([
      { op: "Concat", name: "a", inputs: ["x", "x"], outputs: ["h"], attributes: { axis: { int: 0 } } },
      { op: "Concat", name: "b", inputs: ["x", "x"], outputs: ["g"], attributes: { axis: { int: 7 } } },
      { op: "Add", name: "c", inputs: ["g", "h"], outputs: ["y"] },
    ]),
    says: [
      "error[BX1103] a: axis 0 is the batch axis; operators work within one event",
      "error[BX1104] b: axis 7 does not exist: the tensor has 2 axes, the batch included",
    ],
  },
  {
    what: "an output that exists in training only",
    model: graph([
      { op: "Dropout", name: "drop", inputs: ["x"], outputs: ["h", "mask"] },
      { op: "Relu", name: "act", inputs: ["mask"], outputs: ["y"] },
    ]),
    says: ["error[BX1107] drop: output 1 of 'Dropout', 'mask', is used but not supported"],
  },
];

const int64 = (...data: number[]) => ({ shape: [data.length], data, dtype: "int64" });
const SIZE = "elements per event; 1 to 262144 are supported";
const WINDOW = { kernel_shape: { ints: [1] } };

/** Results that would fill the memory: refused by their shape, before any of it is taken. */
const LARGE: readonly Fixture[] = [
  {
    what: "Pad of 2^29",
    model: graph([{ op: "Pad", name: "p", inputs: ["x", "pads"], outputs: ["y"] }], {
      initializers: { pads: int64(0, 0, 0, 2 ** 29) },
    }),
    says: [`error[BX1035] p: the result of shape [536870916] has 536870916 ${SIZE}`],
  },
  {
    what: "pads of a convolution of 2^40",
    model: graph(
      [
        {
          op: "Conv",
          name: "c",
          inputs: ["x", "k"],
          outputs: ["y"],
          attributes: { ...WINDOW, pads: { ints: [0, 2 ** 40] } },
        },
      ],
      { inputs: [{ name: "x", shape: ["N", 1, 8] }], initializers: { k: { shape: [1, 1, 1], data: [1] } } },
    ),
    says: [`error[BX1035] c: the result of shape [1099511627784] has 1099511627784 ${SIZE}`],
  },
  {
    what: "a pooling window of 2^30",
    model: graph(
      [
        {
          op: "MaxPool",
          name: "m",
          inputs: ["x"],
          outputs: ["y"],
          attributes: { kernel_shape: { ints: [2 ** 30] }, pads: { ints: [2 ** 29, 2 ** 29] } },
        },
      ],
      { inputs: [{ name: "x", shape: ["N", 1, 8] }] },
    ),
    says: [
      "error[BX1036] m: the node takes 9663676416 multiplications per event; at most 33554432 are supported | shrink the layer: fewer channels or nodes, larger strides, a smaller input",
    ],
  },
  {
    what: "operands that broadcast to 2^30 elements",
    model: graph([{ op: "Add", name: "a", inputs: ["x", "z"], outputs: ["y"] }], {
      inputs: [
        { name: "x", shape: ["N", 2 ** 15, 1] },
        { name: "z", shape: ["N", 1, 2 ** 15] },
      ],
    }),
    says: [`error[BX1035] a: the result of shape [32768, 32768] has 1073741824 ${SIZE}`],
  },
  {
    what: "a tensor that doubles",
    model: graph(
      Array.from({ length: 40 }, (_, i) => {
        const from = i === 0 ? "x" : `v${i}`;
        return { op: "Concat", name: `c${i}`, inputs: [from, from], outputs: [i === 39 ? "y" : `v${i + 1}`] };
      }),
    ),
    says: [`error[BX1035] c16: the result of shape [524288] has 524288 ${SIZE}`],
  },
  {
    what: "a layer without outputs",
    model: graph([{ op: "MatMul", name: "fc", inputs: ["x", "w"], outputs: ["y"] }], {
      initializers: { w: { shape: [4, 0], data: [] } },
    }),
    says: [`error[BX1035] fc: the result of shape [0] has 0 ${SIZE}`],
  },
];

describe("results without a reasonable size", () => {
  test.each(LARGE)("$what", ({ model, says }) => expect(readDescription(model).says).toEqual(says));
});

describe("operators", () => {
  test.each(OPERATORS)("$what", ({ model, says }) => expect(readDescription(model).says).toEqual(says));
});
