import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type ApFixed, apFixed, OVERFLOWS, ROUNDINGS } from "../../fixed/types.js";
import { createRandom } from "../../support/random.js";
import type { Kernels, MatmulShape } from "./kernels.js";
import { referenceKernels } from "./reference-kernels.js";
import type { FloatData } from "./tensor.js";
import { wasmKernels } from "./wasm-kernels.js";

const reference = referenceKernels(32);
const wasm = wasmKernels();

/** Bits of floats, all NaN the same. */
function bits(data: FloatData): Uint32Array {
  return new Uint32Array(Float32Array.from(data, (x) => (Number.isNaN(x) ? Number.NaN : x)).buffer);
}

/** What arrays hold after a kernel ran on them. */
function after(
  kernels: Kernels,
  arrays: readonly ArrayLike<number>[],
  run: (kernels: Kernels, arrays: readonly FloatData[]) => void,
): readonly FloatData[] {
  const mark = kernels.mark();
  const copies = arrays.map((values) => {
    const copy = kernels.allocate(values.length);
    copy.set(values);
    return copy;
  });
  run(kernels, copies);
  const results = copies.map((copy) => copy.slice());
  kernels.release(mark);
  return results;
}

/** Runs a kernel of both kinds on equal arrays and expects equal bits in all of them. */
function expectSameBits(
  arrays: readonly ArrayLike<number>[],
  run: (kernels: Kernels, arrays: readonly FloatData[]) => void,
): void {
  const expected = after(reference, arrays, run);
  after(wasm, arrays, run).forEach((data, i) => expect(bits(data)).toEqual(bits(expected[i]!)));
}

const anyFloat = fc.float({ noDefaultInfinity: false });
const floats = (length: number): fc.Arbitrary<Float32Array> =>
  fc.array(anyFloat, { minLength: length, maxLength: length }).map((values) => Float32Array.from(values));
/** Arrays of one length, with the rests that vectors and turns of four vectors leave. */
const equallyLong = (count: number): fc.Arbitrary<Float32Array[]> =>
  fc.integer({ min: 0, max: 70 }).chain((length) => fc.tuple(...Array.from({ length: count }, () => floats(length))));

type Run = (kernels: Kernels, arrays: readonly FloatData[]) => void;
const ELEMENTWISE: Readonly<Record<string, Run>> = {
  relu: (kernels, [y, x]) => kernels.relu(y!, x!),
  reluGradient: (kernels, [dx, dy, y]) => kernels.reluGradient(dx!, dy!, y!),
  add: (kernels, [y, a, b]) => kernels.add(y!, a!, b!),
  "add in place": (kernels, [y, a]) => kernels.add(y!, y!, a!),
  multiply: (kernels, [y, a, b]) => kernels.multiply(y!, a!, b!),
  multiplyAdd: (kernels, [y, a, b]) => kernels.multiplyAdd(y!, a!, b!),
  "addScaled by 1": (kernels, [y, x]) => kernels.addScaled(y!, x!, 1),
  "addScaled by 0.3": (kernels, [y, x]) => kernels.addScaled(y!, x!, 0.3),
  "addScaled by -1e-40": (kernels, [y, x]) => kernels.addScaled(y!, x!, -1e-40),
  adam: (kernels, [x, grad, mean, square]) =>
    kernels.adam(x!, grad!, mean!, square!, { rate: 0.01, beta1: 0.9, beta2: 0.999, epsilon: 1e-7, step: 3 }),
  "quantizeGradient, saturating": (kernels, [dx, dy, x]) =>
    kernels.quantizeGradient(dx!, dy!, x!, apFixed({ signed: true, width: 6, int: 2 }, "RND", "SAT_SYM")),
  "quantizeGradient, wrapping": (kernels, [dx, dy, x]) =>
    kernels.quantizeGradient(dx!, dy!, x!, apFixed({ signed: true, width: 6, int: 2 })),
};

describe("elementwise kernels of WebAssembly", () => {
  it.each(Object.entries(ELEMENTWISE))("%s is the reference's on every bit", (_, run) => {
    fc.assert(fc.property(equallyLong(4), (arrays) => expectSameBits(arrays, run)));
  });

  it("leave what lies behind a part of an array as it is", () => {
    const whole = wasm.allocate(16);
    wasm.add(whole.subarray(1, 8), whole.subarray(8, 15).fill(1), whole.subarray(8, 15));
    expect([...whole]).toEqual([0, 2, 2, 2, 2, 2, 2, 2, 1, 1, 1, 1, 1, 1, 1, 0]);
  });
});

describe("ranges", () => {
  it("are widened as by the reference, on every bit", () => {
    const range = fc.constantFrom([Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY], [0, 0], [-3, 0.5]);
    fc.assert(
      fc.property(range, equallyLong(1), (ends, [x]) =>
        expectSameBits([ends, x!], (kernels, arrays) => kernels.widen(arrays[0]!, arrays[1]!)),
      ),
    );
  });
});

describe("rows", () => {
  const matrix = fc
    .tuple(fc.integer({ min: 0, max: 9 }), fc.integer({ min: 1, max: 45 }))
    .chain(([rows, columns]) => fc.tuple(floats(rows * columns), floats(rows * columns), floats(columns)));

  it("are added and summed as by the reference, on every bit", () => {
    fc.assert(
      fc.property(matrix, ([x, y, row]) => {
        expectSameBits([y, x, row], (kernels, arrays) => kernels.addRow(arrays[0]!, arrays[1]!, arrays[2]!));
        expectSameBits([row, x], (kernels, arrays) => kernels.sumRows(arrays[0]!, arrays[1]!));
      }),
    );
  });
});

describe("runs", () => {
  const [sizeY, sizeX] = [60, 50];
  const run = fc
    .integer({ min: 0, max: 40 })
    .chain((length) => fc.tuple(fc.nat({ max: sizeY - length }), fc.nat({ max: sizeX - length }), fc.constant(length)));
  const moves = fc
    .tuple(fc.array(run, { maxLength: 5 }), fc.integer({ min: 0, max: 3 }))
    .chain(([runs, events]) =>
      fc.tuple(
        fc.constant(Int32Array.from(runs.flat())),
        fc.constant(events),
        floats(events * sizeY),
        floats(events * sizeX),
      ),
    );

  it("are copied and added as by the reference, on every bit", () => {
    fc.assert(
      fc.property(moves, ([runs, events, y, x]) => {
        expectSameBits([y, x], (kernels, arrays) => kernels.copyRuns(arrays[0]!, arrays[1]!, runs, events));
        expectSameBits([y, x], (kernels, arrays) => kernels.addRuns(arrays[0]!, arrays[1]!, runs, events));
      }),
    );
  });
});

describe("matmul", () => {
  const forms = [false, true].flatMap((transA) =>
    [false, true].flatMap((transB) => [false, true].map((accumulate) => ({ transA, transB, accumulate }))),
  );
  const operands = ({ m, k, n }: MatmulShape, value: () => number): readonly Float32Array[] =>
    [m * n, m * k, k * n].map((length) => Float32Array.from({ length }, value));
  const product =
    (shape: MatmulShape): Run =>
    (kernels, [c, a, b]) =>
      kernels.matmul(c!, a!, b!, shape);

  it("sums integers exactly in all forms and sizes", () => {
    const random = createRandom(1, "integers");
    const integer = (): number => Math.floor(256 * random.uniform()) - 128;
    const size = fc.integer({ min: 0, max: 21 });
    fc.assert(
      fc.property(size, size, size, fc.constantFrom(...forms), (m, k, n, form) => {
        const shape = { m, k, n, ...form };
        expectSameBits(operands(shape, integer), product(shape));
      }),
    );
  });

  it("adds a row to each row", () => {
    const random = createRandom(4, "row");
    const integer = (): number => Math.floor(256 * random.uniform()) - 128;
    for (const n of [1, 5, 8, 13]) {
      for (const k of [0, 3, 600]) {
        const shape = { m: 7, k, n };
        const arrays = [...operands(shape, integer), Float32Array.from({ length: n }, integer)];
        expectSameBits(arrays, (kernels, [c, a, b, row]) => kernels.matmul(c!, a!, b!, shape, row));
      }
    }
  });

  it("sums more terms than one panel takes", () => {
    const random = createRandom(2, "long");
    for (const form of forms) {
      const shape = { m: 6, k: 700, n: 11, ...form };
      expectSameBits(
        operands(shape, () => Math.floor(256 * random.uniform()) - 128),
        product(shape),
      );
    }
  });

  it("is as near to the exact product as single precision lets it", () => {
    const random = createRandom(3, "real");
    for (const form of forms) {
      const shape = { m: 9, k: 300, n: 7, ...form };
      const arrays = operands(shape, () => random.normal());
      const [exact] = after(referenceKernels(64), arrays, product(shape)) as readonly [FloatData];
      const [ours] = after(wasm, arrays, product(shape)) as readonly [FloatData];
      exact.forEach((value, i) => expect(Math.abs(ours[i]! - value)).toBeLessThan(300 * 2 ** -24 * 40));
    }
  });
});

describe("quantize", () => {
  const types: fc.Arbitrary<ApFixed> = fc
    .record({
      signed: fc.boolean(),
      width: fc.integer({ min: 1, max: 24 }),
      int: fc.integer({ min: -10, max: 30 }),
      rounding: fc.constantFrom(...ROUNDINGS),
      overflow: fc.constantFrom(...OVERFLOWS),
      wrapBits: fc.constantFrom(0, 0, 0, 2),
    })
    .map((type) => ({ ...type, wrapBits: type.overflow === "WRAP" ? Math.min(type.wrapBits, type.width) : 0 }));

  /** Values about multiples of half the last bit of the type, and any floats. */
  const values = ({ width, int }: ApFixed): fc.Arbitrary<readonly number[]> => {
    const lsb = 2 ** (int - width);
    const near = fc
      .tuple(fc.integer({ min: -(2 ** (width + 2)), max: 2 ** (width + 2) }), fc.constantFrom(-1, 0, 0, 1))
      .map(([halves, side]) => neighbour((halves / 2) * lsb, side));
    const edge = fc.constantFrom(-0, 0, 0.49999997, -0.49999997, 0.5, 1.5, -0.5, -1.5).map((x) => x * lsb);
    return fc.array(fc.oneof(near, edge, anyFloat), { maxLength: 40 });
  };
  const neighbour = (value: number, side: number): number => {
    const data = Float32Array.of(value);
    new Int32Array(data.buffer)[0]! += side;
    return data[0]!;
  };

  it("is src/fixed on every bit, in all modes", () => {
    const cases = types.chain((type) => fc.tuple(fc.constant(type), values(type)));
    fc.assert(
      fc.property(cases, ([type, x]) => {
        expectSameBits([x.map(() => 7), x], (kernels, arrays) => kernels.quantize(arrays[0]!, arrays[1]!, type));
      }),
      { numRuns: 2000 },
    );
  });
});

describe("memory", () => {
  it("is zero wherever it is allocated anew, and older arrays stay as it grows", () => {
    const kernels = wasmKernels();
    const first = kernels.allocate(3).fill(1);
    const mark = kernels.mark();
    kernels.allocate(1000).fill(2);
    kernels.release(mark);
    expect(kernels.allocate(1001).every((x) => x === 0)).toBe(true);
    const large = kernels.allocate(8_000_000);
    kernels.add(first, first, first);
    expect([...first, large.length, large[7_999_999]]).toEqual([2, 2, 2, 8_000_000, 0]);
  });

  it("refuses arrays of others", () => {
    expect(() => wasm.relu(new Float32Array(4), wasm.allocate(4))).toThrow("does not come from these kernels");
  });
});
