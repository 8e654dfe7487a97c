import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { encodeModel, type ModelDescription, type TensorDescription } from "../../src/frontend/onnx/encode.js";
import { readBytes, readDescription } from "../support/model-diagnostics.js";

const GOOD: ModelDescription = {
  inputs: [{ name: "x", shape: ["N", 4] }],
  outputs: [{ name: "y" }],
  nodes: [{ op: "MatMul", name: "fc", inputs: ["x", "w"], outputs: ["y"] }],
  initializers: { w: { shape: [4, 1], data: [1, 2, 3, 4] } },
};
const bytes = encodeModel(GOOD);
const text = (content: string): Uint8Array => new TextEncoder().encode(content);

const EXPORT = "export the trained model to ONNX (torch.onnx.export, tf2onnx, qonnx)";
const POINTER = `version https://git-lfs.github.com/spec/v1\noid sha256:${"0".repeat(64)}\nsize 172539\n`;

describe("files that are no model", () => {
  const FILES: readonly (readonly [string, Uint8Array, string])[] = [
    ["empty", new Uint8Array(0), "error[BX1001] the model file is empty (0 bytes) | export or copy the model again"],
    [
      "LFS pointer",
      text(POINTER),
      "error[BX1002] the file is a Git LFS pointer, not the model itself (172539 bytes elsewhere) | run `git lfs pull` in the repository it came from",
    ],
    [
      "truncated",
      bytes.subarray(0, 40),
      `error[BX1003] the model file ends too early: 40 bytes, at least ${bytes.length - 40 - 4} more announced | download or export it again and compare the sizes`,
    ],
    [
      "ZIP",
      text("PK\x03\x04...."),
      `error[BX1004] the file is no ONNX model; it looks like a ZIP archive (a PyTorch .pt, a Keras .keras or an .npz file?) | ${EXPORT}`,
    ],
    [
      "HDF5",
      Uint8Array.from([0x89, 0x48, 0x44, 0x46, 0x0d, 0x0a, 0x1a, 0x0a]),
      `error[BX1004] the file is no ONNX model; it looks like an HDF5 file (a Keras .h5 model?) | ${EXPORT}`,
    ],
    [
      "text",
      text("16-64-32-32-5\nrelu\n"),
      `error[BX1004] the file is no ONNX model; it looks like a text file | ${EXPORT}`,
    ],
    ["JSON", text('{"graph": {}}'), `error[BX1004] the file is no ONNX model; it looks like a JSON file | ${EXPORT}`],
    [
      "random bytes",
      Uint8Array.from([0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01]),
      `error[BX1004] the file is no ONNX model; it looks like binary data of another format | ${EXPORT}`,
    ],
    [
      "a protobuf message without a graph",
      Uint8Array.from([0x08, 0x08]),
      `error[BX1004] the file is no ONNX model; it looks like a protobuf message without a graph | ${EXPORT}`,
    ],
    // The graph (field 7) holds a node (field 1) that announces more bytes than the graph has.
    [
      "damaged inside",
      Uint8Array.from([0x3a, 0x03, 0x0a, 0x7f, 0x00]),
      "error[BX1005] the model file is damaged: index out of range | download or export it again",
    ],
  ];
  test.each(FILES)("%s", (_, content, message) => {
    const { model, says } = readBytes(content);
    expect(says).toEqual([message]);
    expect(model).toBeUndefined();
  });
});

describe("parts that are not read", () => {
  // Fields of ModelProto: training_info is 20, functions 25 (with a name, its field 1).
  const PARTS: readonly (readonly [string, readonly number[]])[] = [
    ["training information", [0xa2, 0x01, 0x00]],
    ["model-local function 'f'", [0xca, 0x01, 0x03, 0x0a, 0x01, 0x66]],
  ];
  test.each(PARTS)("%s", (what, field) => {
    expect(readBytes(Uint8Array.from([...bytes, ...field])).says).toEqual([
      `error[BX1024] ${what} is not supported | simplify the model first, for example with onnxsim or qonnx-cleanup`,
    ]);
  });
});

describe("truncation", () => {
  test("at any place is a diagnostic, never an exception", () => {
    for (let length = 0; length < bytes.length; length++) {
      const { model, says } = readBytes(bytes.subarray(0, length));
      if (length > 0 && model === undefined) expect(says.join("\n")).toMatch(/^error\[BX10/);
      // What ends between two fields of the file is a whole message; the opset then is missing, which is told.
      if (model !== undefined) expect(says.join("\n")).toMatch(/imports no version/);
    }
  });
});

describe("changed bytes", () => {
  const LAYERS: ModelDescription = {
    inputs: [{ name: "x", shape: ["N", 2, 6] }],
    outputs: [{ name: "y" }],
    nodes: [
      {
        op: "Conv",
        inputs: ["x", "k"],
        outputs: ["c"],
        attributes: { kernel_shape: { ints: [3] }, pads: { ints: [1, 1] } },
      },
      { op: "Relu", inputs: ["c"], outputs: ["r"] },
      {
        op: "MaxPool",
        inputs: ["r"],
        outputs: ["p"],
        attributes: { kernel_shape: { ints: [2] }, strides: { ints: [2] } },
      },
      { op: "Transpose", inputs: ["p"], outputs: ["t"], attributes: { perm: { ints: [0, 2, 1] } } },
      { op: "Reshape", inputs: ["t", "s"], outputs: ["f"] },
      { op: "Gemm", inputs: ["f", "w", "b"], outputs: ["g"], attributes: { transB: { int: 1 } } },
      { op: "Softmax", inputs: ["g"], outputs: ["y"] },
    ],
    initializers: {
      k: { shape: [3, 2, 3], data: Array.from({ length: 18 }, (_, i) => i / 8 - 1) },
      s: { shape: [2], data: [-1, 9], dtype: "int64" },
      w: { shape: [2, 9], data: Array.from({ length: 18 }, (_, i) => i / 16) },
      b: { shape: [2], data: [0.5, -0.5] },
    },
  };
  test("are a diagnostic or another model, never an exception", () => {
    const sound = encodeModel(LAYERS);
    expect(readBytes(sound).says).toEqual([]);
    const change = fc.tuple(fc.nat(sound.length - 1), fc.nat(255));
    fc.assert(
      fc.property(fc.array(change, { minLength: 1, maxLength: 4 }), (changes) => {
        const changed = Uint8Array.from(sound);
        for (const [at, byte] of changes) changed[at] = byte;
        const { graph, says } = readBytes(changed);
        expect(graph === undefined).toBe(says.some((line) => line.startsWith("error")));
      }),
      { numRuns: 300 },
    );
  });
});

describe("versions", () => {
  test("an old opset", () => {
    expect(readDescription({ ...GOOD, opsets: { "": 5 } }).says).toEqual([
      "error[BX1007] the model's operator set (opset) version is 5; the oldest that is read is 6 | convert it: onnx.version_converter.convert_version(model, 13)",
    ]);
  });
  test("opset 6, where its words mean the same today", () => {
    const node = { op: "BatchNormalization", name: "bn", inputs: ["x", "one", "one", "one", "one"], outputs: ["h"] };
    const add = { op: "Add", name: "add", inputs: ["h", "one"], outputs: ["y"] };
    const one = { shape: [4], data: [1, 1, 1, 1] };
    const model = (test: number, axis: Record<string, { int: number }>): ModelDescription => ({
      ...GOOD,
      opsets: { "": 6 },
      nodes: [
        { ...node, attributes: { is_test: { int: test } } },
        { ...add, attributes: { broadcast: { int: 1 }, ...axis } },
      ],
      initializers: { one },
    });
    expect(readDescription(model(1, {})).says).toEqual([]);
    expect(readDescription(model(0, { axis: { int: 1 } })).says).toEqual([
      "error[BX1112] bn: attribute 'is_test' is 0, which is not supported | supported: 1: export the model for inference",
      "error[BX1112] add: attribute 'axis' is 1, which is not supported | supported: broadcasting along the last axes (no axis); or convert the model to opset 7 or later",
    ]);
  });
  test("an old file format", () => {
    expect(readDescription({ ...GOOD, irVersion: 2 }).says).toEqual([
      "error[BX1007] the model's IR version is 2; the oldest that is read is 3 | convert it: onnx.version_converter.convert_version(model, 13)",
    ]);
  });
  test("an opset of the future", () => {
    expect(readDescription({ ...GOOD, opsets: { "": 26 } }).says).toEqual([
      "warning[BX1008] the model uses opset 26; operators are read as of opset 25",
    ]);
  });
  test.each([7, 9, 13, 21, 25])("opset %i is read without a word", (opset) => {
    expect(readDescription({ ...GOOD, opsets: { "": opset } }).says).toEqual([]);
  });
  test("no opset at all", () => {
    expect(readDescription({ ...GOOD, opsets: {} }).says).toEqual([
      "warning[BX1025] the model imports no version of the operator set 'ai.onnx'; version 25 is assumed",
    ]);
  });
});

describe("tensors", () => {
  const external = (location: string, rest = {}): TensorDescription => ({
    shape: [4, 1],
    data: [],
    external: { location, ...rest },
  });
  const INSIDE = "save the model with its data inside";
  const TENSORS: readonly (readonly [string, TensorDescription, string])[] = [
    [
      "too few values",
      { shape: [4, 2], data: [1, 2, 3, 4] },
      "error[BX1012] w: tensor 'w' of shape [4, 2] needs 8 values but holds 4",
    ],
    [
      "half a value",
      { shape: [1], data: Uint8Array.of(0, 0, 0, 0, 0) },
      "error[BX1012] w: tensor 'w' of shape [1] needs 1 value but holds 2",
    ],
    [
      "2^40 elements",
      { shape: [2 ** 20, 2 ** 20], data: [1] },
      "error[BX1013] w: tensor 'w' has shape [1048576, 1048576]; at most 4194304 elements are supported",
    ],
    [
      "a negative length",
      { shape: [-4, 1], data: [1] },
      "error[BX1013] w: tensor 'w' has shape [-4, 1]; at most 4194304 elements are supported",
    ],
    [
      "NaN and infinity",
      { shape: [4, 1], data: [1, Number.NaN, 3, Number.POSITIVE_INFINITY] },
      "error[BX1014] w: tensor 'w' holds 2 values of 4 that are not finite; the first is NaN at index 1",
    ],
    [
      "strings",
      { shape: [1], data: [], dtype: "string" },
      "error[BX1015] w: tensor 'w' has element type string, which is not supported",
    ],
    [
      "external data that is not there",
      external("w.bin"),
      "error[BX1010] w: the data of tensor 'w' lies in the file 'w.bin', which can't be read in the model's folder | copy that file into the model's folder, or save the model with its data inside",
    ],
    ...["../w.bin", "/etc/passwd", "a/../../b", "C:\\w.bin", "..\\w.bin", ""].map(
      (path) =>
        [
          `external data at '${path}'`,
          external(path),
          `error[BX1011] w: tensor 'w' wants the file '${path}', which is not in the model's folder | ${INSIDE}`,
        ] as const,
    ),
    [
      "external data that ends too early",
      external("short.bin", { offset: 8, length: 16 }),
      "error[BX1017] w: tensor 'w' wants 16 bytes from offset 8 of 'short.bin', which has 12",
    ],
  ];
  test.each(TENSORS)("%s", (_, tensor, message) => {
    const files = (path: string) => (path === "short.bin" ? new Uint8Array(12) : undefined);
    expect(readDescription({ ...GOOD, initializers: { w: tensor } }, files).says).toEqual([message]);
  });
});
