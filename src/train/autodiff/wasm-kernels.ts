import { lowestHeld } from "../../fixed/cast.js";
import { type ApFixed, fraction, maxMantissa } from "../../fixed/types.js";
import { createModule, type ModuleBuilder } from "../../sim/wasm/assembler.js";
import { instantiate } from "../../sim/wasm/runtime.js";
import { must } from "../../support/errors.js";
import type { Kernels } from "./kernels.js";
import { referenceKernels } from "./reference-kernels.js";
import { type Arena, createArena, MOST_PAGES } from "./wasm/arena.js";
import { LANES } from "./wasm/each.js";
import { ELEMENTWISE, emitElementwise } from "./wasm/elementwise.js";
import { emitMatmul, MATMUL, PANEL, panelName } from "./wasm/matmul.js";
import { emitQuantize, quantizeNumbers, quantizesInLanes } from "./wasm/quantize.js";
import { emitRange, RANGE } from "./wasm/range.js";
import { emitRows, ROWS } from "./wasm/rows.js";
import { emitRuns, RUNS } from "./wasm/runs.js";

/** A function of WebAssembly: of addresses, lengths and numbers. */
type Func = (...args: readonly number[]) => unknown;
/** Bytes of a number. */
const FLOAT = 4;
type Funcs<Name extends string> = Readonly<Record<Name, Func>>;

/** Kernels on vectors of four 32-bit floats: the reference's on every bit, except that `matmul` sums in single precision. */
export function wasmKernels(): Kernels {
  const arena: Arena = createArena((at, length) => f.zero(at, length));
  const f = compiled(arena, emitElementwise, ELEMENTWISE);
  const { address } = arena;
  return {
    allocate: arena.allocate,
    reserve: arena.reserve,
    mark: arena.mark,
    release: arena.release,
    ...rowKernels(arena),
    ...runKernels(arena),
    matmul: matmulKernel(arena),
    relu: (y, x) => void f.relu(address(y), address(x), y.length),
    reluGradient: (dx, dy, y) => void f.reluGradient(address(dx), address(dy), address(y), dx.length),
    add: (y, a, b) => void f.add(address(y), address(a), address(b), y.length),
    multiply: (y, a, b) => void f.multiply(address(y), address(a), address(b), y.length),
    multiplyAdd: (y, a, b) => void f.multiplyAdd(address(y), address(a), address(b), y.length),
    addScaled: (y, x, factor) => {
      if (factor === 1) f.add(address(y), address(y), address(x), y.length);
      else f.addScaled(address(y), address(x), y.length, factor);
    },
    quantize: quantizeKernel(arena),
    quantizeGradient: (dx, dy, x, type) => {
      if (type.overflow === "WRAP") return void f.add(address(dx), address(dx), address(dy), dx.length);
      const unit = 2 ** -fraction(type);
      const [lo, hi] = [Number(lowestHeld(type)) * unit, Number(maxMantissa(type)) * unit];
      f.addWithin(address(dx), address(dy), address(x), dx.length, lo, hi);
    },
    widen: widenKernel(arena),
    adam: (x, grad, mean, square, { rate, beta1, beta2, epsilon, step }) => {
      const scale = (rate * Math.sqrt(1 - beta2 ** step)) / (1 - beta1 ** step);
      f.blend(address(mean), address(grad), x.length, beta1, 1 - beta1);
      f.blendSquare(address(square), address(grad), x.length, beta2, 1 - beta2);
      f.stepDown(address(x), address(mean), address(square), x.length, scale, epsilon);
    },
  };
}

function compiled<Name extends string>(
  arena: Arena,
  emit: (module: ModuleBuilder) => void,
  names: readonly Name[],
): Funcs<Name> {
  const module = createModule(MOST_PAGES);
  emit(module);
  const exports = instantiate(module.finish(), arena.memory);
  return Object.fromEntries(names.map((name) => [name, must(exports[name], name)])) as Funcs<Name>;
}

function rowKernels(arena: Arena): Pick<Kernels, "addRow" | "sumRows"> {
  const { address } = arena;
  const f = compiled(arena, emitRows, ROWS);
  return {
    addRow: (y, x, row) => {
      if (y.length > 0) f.addRow(address(y), address(x), address(row), y.length / row.length, row.length);
    },
    sumRows: (sums, x) => {
      if (x.length > 0) f.sumRows(address(sums), address(x), x.length / sums.length, sums.length);
    },
  };
}

function runKernels(arena: Arena): Pick<Kernels, "copyRuns" | "addRuns"> {
  const { address } = arena;
  const f = compiled(arena, emitRuns, RUNS);
  const over =
    (func: Func): Kernels["copyRuns"] =>
    (y, x, runs, events) => {
      if (events === 0 || runs.length === 0) return;
      const mark = arena.mark();
      const { buffer, byteOffset } = arena.reserve(runs.length);
      new Int32Array(buffer, byteOffset, runs.length).set(runs);
      const strides = [(FLOAT * y.length) / events, (FLOAT * x.length) / events] as const;
      func(address(y), address(x), byteOffset, runs.length / 3, events, ...strides);
      arena.release(mark);
    };
  return { copyRuns: over(f.copyRuns), addRuns: over(f.addRuns) };
}

/** Terms that are summed before they are added to C: so much of a panel of B stays in the first cache. */
const DEPTH = 128;

function matmulKernel(arena: Arena): Kernels["matmul"] {
  const { address } = arena;
  const f = compiled(arena, emitMatmul, MATMUL);
  return (c, a, b, { m, k, n, transA = false, transB = false, accumulate = false }, row) => {
    if (m * n === 0) return;
    const mark = arena.mark();
    const right = address(transB && k > 0 ? arena.reserve(k * n) : b);
    if (transB && k > 0) f.transpose(right, address(b), n, k);
    const [strideA, termA] = transA ? [m, m] : [k, 1];
    for (let t = 0; t === 0 || t < k; t += DEPTH) {
      const depth = Math.min(DEPTH, k - t);
      const onTop = t > 0 || accumulate;
      const [added, strideAdded] = onTop ? [address(c), n] : [row === undefined ? 0 : address(row), 0];
      for (let j = 0; j < n; j += PANEL) {
        const columns = Math.min(PANEL, n - j);
        const [to, left, from] = [address(c) + FLOAT * j, address(a) + FLOAT * t * termA, right + FLOAT * (t * n + j)];
        const strides = [FLOAT * n, FLOAT * strideA, FLOAT * n] as const;
        const last = ((columns - 1) % LANES) + 1;
        const addend = added === 0 ? 0 : added + FLOAT * j;
        f[panelName(transA, columns)](to, left, from, m, depth, ...strides, last, addend, FLOAT * strideAdded);
      }
    }
    arena.release(mark);
  };
}

function widenKernel(arena: Arena): Kernels["widen"] {
  const f = compiled(arena, emitRange, RANGE);
  const rest = referenceKernels(32).widen;
  return (range, x) => {
    const mark = arena.mark();
    const ends = arena.reserve(2 * LANES);
    const whole = x.length - (x.length % LANES);
    f.extremes(arena.address(ends), arena.address(x), FLOAT * whole, range[0] as number, range[1] as number);
    arena.release(mark);
    range.set([Math.min(...ends.subarray(0, LANES)), Math.max(...ends.subarray(LANES))]);
    rest(range, x.subarray(whole));
  };
}

function quantizeKernel(arena: Arena): Kernels["quantize"] {
  const { address } = arena;
  const oneByOne = referenceKernels(32).quantize;
  const known = new Map<string, Func>();
  const funcOf = (type: ApFixed): Func => {
    const modes = `${type.rounding} ${type.overflow}`;
    const func = known.get(modes) ?? compiled(arena, (module) => emitQuantize(module, type), ["quantize"]).quantize;
    known.set(modes, func);
    return func;
  };
  return (y, x, type) => {
    if (!quantizesInLanes(type)) return oneByOne(y, x, type);
    funcOf(type)(address(y), address(x), y.length, ...quantizeNumbers(type));
  };
}
