import { describe, expect, test } from "vitest";
import { readNode } from "../../../test/support/read-node.js";
import { type Numbers, runNode } from "../../../test/support/run-node.js";
import { createChoice, seededRandom } from "../../ir/choice.js";
import { orderOfPerm } from "../../ir/order.js";
import { sizeOf } from "../../ir/tensor.js";

interface Conv2d {
  readonly channels: number;
  readonly size: readonly [number, number];
  readonly filters: number;
  readonly group: number;
  readonly kernel: readonly [number, number];
  readonly strides: readonly [number, number];
  readonly dilations: readonly [number, number];
  readonly pads: readonly [number, number, number, number];
}

const CHANNELS_LAST = "qonnx.custom_op.channels_last";

/** The convolution of the ONNX specification, NCHW, in doubles. */
function reference(c: Conv2d, x: readonly number[], w: readonly number[], b: readonly number[]) {
  const [height, width] = c.size;
  const out = [0, 1].map((a) => {
    const reach = ((c.kernel[a] ?? 1) - 1) * (c.dilations[a] ?? 1) + 1;
    return Math.floor(((c.size[a] ?? 1) + (c.pads[a] ?? 0) + (c.pads[a + 2] ?? 0) - reach) / (c.strides[a] ?? 1)) + 1;
  });
  const [rows = 0, columns = 0] = out;
  const perGroup = c.channels / c.group;
  const y = Array.from({ length: c.filters * rows * columns }, (_, k) => {
    const m = Math.floor(k / (rows * columns));
    const [oy, ox] = [Math.floor(k / columns) % rows, k % columns];
    let sum = b[m] ?? 0;
    for (let ch = 0; ch < perGroup; ch++)
      for (let ky = 0; ky < c.kernel[0]; ky++)
        for (let kx = 0; kx < c.kernel[1]; kx++) {
          const iy = oy * c.strides[0] - c.pads[0] + ky * c.dilations[0];
          const ix = ox * c.strides[1] - c.pads[1] + kx * c.dilations[1];
          if (iy < 0 || iy >= height || ix < 0 || ix >= width) continue;
          const channel = Math.floor(m / (c.filters / c.group)) * perGroup + ch;
          const weight = w[((m * perGroup + ch) * c.kernel[0] + ky) * c.kernel[1] + kx] ?? 0;
          sum += (x[(channel * height + iy) * width + ix] ?? 0) * weight;
        }
    return sum;
  });
  return { y, shape: [c.filters, rows, columns] };
}

function randomConv(seed: number) {
  const choose = createChoice(seededRandom(seed));
  const pair = (lo: number, hi: number) => [choose.int(lo, hi), choose.int(lo, hi)] as const;
  const group = choose.int(1, 3);
  const conv: Conv2d = {
    channels: group * choose.int(1, 2),
    size: pair(5, 7),
    filters: group * choose.int(1, 3),
    group,
    kernel: pair(1, 3),
    strides: pair(1, 3),
    dilations: pair(1, 2),
    pads: [...pair(0, 2), ...pair(0, 2)],
  };
  const integers = (count: number) => Array.from({ length: count }, () => choose.int(-7, 7));
  const x = integers(conv.channels * sizeOf(conv.size));
  const w = integers((conv.filters * conv.channels * sizeOf(conv.kernel)) / group);
  return { conv, x, w, b: choose.bool() ? integers(conv.filters) : [] };
}

const constant = (dims: readonly number[], data: readonly number[]): Numbers => ({ dims, data, constant: true });

function transposed(dims: readonly number[], data: readonly number[], perm: readonly number[]) {
  return { dims: perm.map((axis) => dims[axis] ?? 1), data: Array.from(orderOfPerm(dims, perm), (k) => data[k] ?? 0) };
}

describe("conv", () => {
  test("is ONNX's convolution in both layouts, whatever the strategy", () => {
    for (let seed = 1; seed <= 40; seed++) {
      const { conv, x, w, b } = randomConv(seed);
      const { y, shape } = reference(conv, x, w, b);
      const { group, strides, dilations, pads } = conv;
      const attributes = { group, strides, dilations, pads, kernel_shape: conv.kernel };
      const [xDims, wDims] = [
        [conv.channels, ...conv.size],
        [conv.filters, conv.channels / group, ...conv.kernel],
      ];
      const bias = b.length === 0 ? [] : [constant([conv.filters], b)];
      const layer = { strategy: () => (["Latency", "Resource", "Unrolled"] as const)[seed % 3] ?? "Latency" };
      const first = [{ dims: xDims, data: x }, constant(wDims, w), ...bias];
      expect(runNode("Conv", { operands: first, attributes, layer }), `seed ${seed}`).toEqual(y);
      const weight = { ...transposed(wDims, w, [0, 2, 3, 1]), constant: true };
      const last = [transposed(xDims, x, [1, 2, 0]), weight, ...bias];
      const found = runNode("Conv", { domain: CHANNELS_LAST, opset: 1, operands: last, attributes, layer });
      expect(found, `seed ${seed}`).toEqual(transposed(shape, y, [1, 2, 0]).data);
    }
  });

  const line = { dims: [1, 5], data: [1, 2, 3, 4, 5] };
  const pair = constant([1, 1, 2], [1, 10]);

  test.each([
    ["NOTSET", [21, 32, 43, 54]],
    ["VALID", [21, 32, 43, 54]],
    ["SAME_UPPER", [21, 32, 43, 54, 5]],
    ["SAME_LOWER", [10, 21, 32, 43, 54]],
  ])("1-D with auto_pad %s", (mode, expected) => {
    expect(runNode("Conv", { operands: [line, pair], attributes: { auto_pad: mode } })).toEqual(expected);
  });

  test("SAME pads by the stride, dilation and input length", () => {
    const attributes = { auto_pad: "SAME_UPPER", strides: [2], dilations: [2] };
    expect(runNode("Conv", { operands: [line, pair], attributes })).toEqual([20, 42, 4]);
  });

  test("keeps its value channels last, and a depthwise Resource layer in natural order", () => {
    const weight = { data: [1, 2, 3, 4], dims: [2, 1, 2] };
    const { ir, bound } = readNode("Conv", {
      operands: [{ shape: [2, 3], channelsLast: true }, weight],
      attributes: { group: 2 },
    });
    expect(ir[0]).toBe("const @n.weight: ufixed<3,3>[2,2,1,1] = 1 2 3 4");
    expect([bound?.type.shape, bound?.shape]).toEqual([
      [2, 2],
      [2, 2],
    ]);
    const layer = { strategy: () => "Resource" as const, reuseFactor: () => 2 };
    const x = { dims: [2, 3], data: [1, 2, 3, 4, 5, 6] };
    const operands = [x, constant([2, 1, 2], [1, 2, 3, 4])];
    expect(runNode("Conv", { operands, attributes: { group: 2 }, layer })).toEqual([5, 8, 32, 39]);
  });

  test("says what does not fit", () => {
    const problem = (shape: number[], dims: number[], attributes = {}) =>
      readNode("Conv", { operands: [{ shape }, { data: new Array(sizeOf(dims)).fill(1), dims }], attributes }).problems;
    expect(problem([2, 5], [1, 3, 2])).toEqual(["BX1113 W has length 3 along axis 1; expected 2"]);
    expect(problem([2, 5], [1, 2, 2, 2])).toEqual(["BX1111 W has shape [1, 2, 2, 2]; expected [M, C / group, k...]"]);
    expect(problem([2, 5], [3, 1, 2], { group: 2 })).toEqual(["BX1112 attribute 'group' is 2, which is not supported"]);
    expect(problem([1, 2], [1, 1, 4])).toEqual([
      "BX1126 kernel_shape is [4]; expected a window within the padded input",
    ]);
    expect(problem([1, 5], [1, 1, 2], { kernel_shape: [3] })).toEqual([
      "BX1126 kernel_shape is [3]; expected [2] as in W",
    ]);
    expect(problem([1, 5], [1, 1, 2], { pads: [1, -1] })).toEqual([
      "BX1126 pads is [1, -1]; expected 2 integers of at least 0",
    ]);
    expect(problem([1, 2, 2, 2], [1, 1, 1, 1, 1])).toEqual(["BX1127 the input has 3 spatial axes; supported: 1, 2"]);
  });
});
