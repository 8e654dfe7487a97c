import { lowestHeld } from "../../fixed/cast.js";
import { doubleCaster } from "../../fixed/cast-double.js";
import { fraction, maxMantissa } from "../../fixed/types.js";
import type { AdamStep, Kernels, MatmulShape } from "./kernels.js";
import type { FloatData } from "./tensor.js";

/** The definition of every kernel, in the plain loops that its docstring says. `bits` are those of all arrays. */
export function referenceKernels(bits: 32 | 64): Kernels {
  const allocate = (length: number): FloatData => (bits === 32 ? new Float32Array(length) : new Float64Array(length));
  return {
    allocate,
    // Who reads them before they are set shall see it.
    reserve: (length) => allocate(length).fill(Number.NaN),
    mark: () => 0,
    release: () => {},
    matmul,
    addRow: (y, x, row) => {
      for (let i = 0; i < y.length; i++) y[i] = at(x, i) + at(row, i % row.length);
    },
    sumRows: (sums, x) => {
      for (let i = 0; i < x.length; i++) sums[i % sums.length] = at(sums, i % sums.length) + at(x, i);
    },
    relu: (y, x) => {
      for (let i = 0; i < y.length; i++) y[i] = Math.max(at(x, i), 0);
    },
    reluGradient: (dx, dy, y) => {
      for (let i = 0; i < dx.length; i++) if (at(y, i) > 0) dx[i] = at(dx, i) + at(dy, i);
    },
    add: (y, a, b) => {
      for (let i = 0; i < y.length; i++) y[i] = at(a, i) + at(b, i);
    },
    multiply: (y, a, b) => {
      for (let i = 0; i < y.length; i++) y[i] = at(a, i) * at(b, i);
    },
    multiplyAdd: (y, a, b) => {
      for (let i = 0; i < y.length; i++) y[i] = at(y, i) + at(a, i) * at(b, i);
    },
    copyRuns: (y, x, runs, events) =>
      eachOfRuns(y, x, runs, events, (to, from) => {
        y[to] = at(x, from);
      }),
    addRuns: (y, x, runs, events) =>
      eachOfRuns(y, x, runs, events, (to, from) => {
        y[to] = at(y, to) + at(x, from);
      }),
    addScaled: (y, x, factor) => {
      for (let i = 0; i < y.length; i++) y[i] = at(y, i) + factor * at(x, i);
    },
    quantize: (y, x, type) => {
      const unit = 2 ** fraction(type);
      const cast = doubleCaster(type, { count: 0 });
      for (let i = 0; i < y.length; i++) y[i] = cast(at(x, i)) / unit;
    },
    quantizeGradient: (dx, dy, x, type) => {
      const unit = 2 ** -fraction(type);
      const [lo, hi] = [Number(lowestHeld(type)) * unit, Number(maxMantissa(type)) * unit];
      const all = type.overflow === "WRAP";
      for (let i = 0; i < dx.length; i++) {
        if (all || (at(x, i) >= lo && at(x, i) <= hi)) dx[i] = at(dx, i) + at(dy, i);
      }
    },
    widen,
    adam,
  };
}

function eachOfRuns(
  y: FloatData,
  x: FloatData,
  runs: Int32Array,
  events: number,
  visit: (to: number, from: number) => void,
): void {
  const [sizeY, sizeX] = [y.length / events, x.length / events];
  for (let event = 0; event < events; event++) {
    for (let run = 0; run < runs.length; run += 3) {
      const [to, from, length] = [runs[run] as number, runs[run + 1] as number, runs[run + 2] as number];
      for (let i = 0; i < length; i++) visit(event * sizeY + to + i, event * sizeX + from + i);
    }
  }
}

function widen(range: FloatData, x: FloatData): void {
  let [lo, hi] = [at(range, 0), at(range, 1)];
  for (let i = 0; i < x.length; i++) {
    const value = at(x, i);
    if (value < lo) lo = value;
    if (value > hi) hi = value;
  }
  // -0 becomes 0, whichever of them was met first.
  range.set([lo + 0, hi + 0]);
}

function at(data: FloatData, index: number): number {
  return data[index] as number;
}

function matmul(c: FloatData, a: FloatData, b: FloatData, shape: MatmulShape, row?: FloatData): void {
  const { m, k, n, transA = false, transB = false, accumulate = false } = shape;
  for (let i = 0; i < m; i++) {
    for (let j = 0; j < n; j++) {
      let sum = 0;
      for (let t = 0; t < k; t++) sum += at(a, transA ? t * m + i : i * k + t) * at(b, transB ? j * k + t : t * n + j);
      c[i * n + j] = sum + (accumulate ? at(c, i * n + j) : row === undefined ? 0 : at(row, j));
    }
  }
}

function adam(x: FloatData, grad: FloatData, mean: FloatData, square: FloatData, options: AdamStep): void {
  const { rate, beta1, beta2, epsilon, step } = options;
  const scale = (rate * Math.sqrt(1 - beta2 ** step)) / (1 - beta1 ** step);
  for (let i = 0; i < x.length; i++) {
    const g = at(grad, i);
    mean[i] = beta1 * at(mean, i) + (1 - beta1) * g;
    square[i] = beta2 * at(square, i) + (1 - beta2) * g * g;
    x[i] = at(x, i) - (scale * at(mean, i)) / (Math.sqrt(at(square, i)) + epsilon);
  }
}
