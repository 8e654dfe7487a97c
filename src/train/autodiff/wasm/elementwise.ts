import { type Code, type Local, type ModuleBuilder, SIMD, type Type } from "../../../sim/wasm/assembler.js";
import { emitEach } from "./each.js";

/** What `emitElementwise` adds: each takes addresses (the first array is set), a length, and numbers. */
export const ELEMENTWISE = [
  "zero",
  "add",
  "multiply",
  "relu",
  "reluGradient",
  "addWithin",
  "multiplyAdd",
  "addScaled",
  "blend",
  "blendSquare",
  "stepDown",
] as const;
type Name = (typeof ELEMENTWISE)[number];

/** What the body of an elementwise function reads. */
interface Operands {
  /** Leaves the next four floats of an array on the stack. */
  readonly load: (array: number) => void;
  /** Leaves a number on the stack, in all lanes. */
  readonly number: (index: number) => void;
}

/** Adds a function of `arrays` addresses, a length, and `numbers` that sets the first array, four floats at a time. */
function elementwise(
  module: ModuleBuilder,
  name: Name,
  arrays: number,
  numbers: readonly ("f32" | "f64")[],
  value: (code: Code, operands: Operands) => void,
  wide = false,
): void {
  const params: Type[] = [...Array.from({ length: arrays + 1 }, () => "i32" as const), ...numbers];
  const body = (code: Code): void => {
    const splats = numbers.map((type, i) => {
      const splat = code.local("v128");
      code.get(arrays + 1 + i);
      code.simd(type === "f32" ? SIMD.f32x4Splat : SIMD.f64x2Splat);
      code.set(splat);
      return splat;
    });
    const number = (index: number): void => code.get(splats[index] as Local);
    const [to, ...others] = Array.from({ length: arrays }, (_, i): Local => i);
    emitEach(code, [to as Local, ...others], arrays, (offset) => {
      if (wide) return emitWide(code, offset, (load) => value(code, { load, number }));
      const load = (array: Local): void => {
        code.get(array);
        code.memory(SIMD.load, offset, true);
      };
      value(code, { load, number });
    });
  };
  module.func(params, [], body, name);
}

/** Four floats computed as doubles, two by two, and rounded once. */
function emitWide(code: Code, offset: number, value: (load: (array: Local) => void) => void): void {
  for (const half of [0, 8]) {
    value((array) => {
      code.get(array);
      code.memory(SIMD.load64Zero, offset + half, true);
      code.simd(SIMD.f64x2PromoteLowF32x4);
    });
    code.simd(SIMD.f32x4DemoteF64x2Zero);
  }
  code.simd(SIMD.shuffle, 0, 1, 2, 3, 4, 5, 6, 7, 16, 17, 18, 19, 20, 21, 22, 23);
}

/**
 * Sums, products and selections. A sum or a product of two floats is the same float however wide it was computed; where
 * there are more operations, they are of doubles, as in the reference kernels.
 */
export function emitElementwise(module: ModuleBuilder): void {
  elementwise(module, "zero", 1, [], (code) => code.get(code.constant(new Uint8Array(16))));
  elementwise(module, "add", 3, [], (code, { load }) => {
    load(1);
    load(2);
    code.simd(SIMD.f32x4Add);
  });
  elementwise(module, "multiply", 3, [], (code, { load }) => {
    load(1);
    load(2);
    code.simd(SIMD.f32x4Mul);
  });
  elementwise(module, "relu", 2, [], (code, { load }) => {
    // The sum makes -0 into 0.
    load(1);
    code.get(code.constant(new Uint8Array(16)));
    code.simd(SIMD.f32x4Pmax);
    code.get(code.constant(new Uint8Array(16)));
    code.simd(SIMD.f32x4Add);
  });
  elementwise(module, "reluGradient", 3, [], (code, { load }) =>
    emitAddWhere(code, load, () => {
      load(2);
      code.get(code.constant(new Uint8Array(16)));
      code.simd(SIMD.f32x4Gt);
    }),
  );
  elementwise(module, "addWithin", 3, ["f32", "f32"], (code, { load, number }) =>
    emitAddWhere(code, load, () => {
      load(2);
      number(0);
      code.simd(SIMD.f32x4Ge);
      load(2);
      number(1);
      code.simd(SIMD.f32x4Le);
      code.simd(SIMD.and);
    }),
  );
  emitWideSums(module);
}

/** Array 0 plus array 1 where `mask` says so, array 0 elsewhere: adding 0 would make -0 into 0. */
function emitAddWhere(code: Code, load: (array: number) => void, mask: () => void): void {
  load(0);
  load(1);
  code.simd(SIMD.f32x4Add);
  load(0);
  mask();
  code.simd(SIMD.bitselect);
}

function emitWideSums(module: ModuleBuilder): void {
  const wide = (name: Name, arrays: number, numbers: number, value: (code: Code, operands: Operands) => void): void =>
    elementwise(
      module,
      name,
      arrays,
      Array.from({ length: numbers }, () => "f64" as const),
      value,
      true,
    );
  wide("multiplyAdd", 3, 0, (code, { load }) => {
    load(0);
    load(1);
    load(2);
    code.simd(SIMD.f64x2Mul);
    code.simd(SIMD.f64x2Add);
  });
  wide("addScaled", 2, 1, (code, { load, number }) => {
    load(0);
    number(0);
    load(1);
    code.simd(SIMD.f64x2Mul);
    code.simd(SIMD.f64x2Add);
  });
  // The three steps of Adam: the mean, the mean square, the parameter.
  wide("blend", 2, 2, (code, { load, number }) => {
    number(0);
    load(0);
    code.simd(SIMD.f64x2Mul);
    number(1);
    load(1);
    code.simd(SIMD.f64x2Mul);
    code.simd(SIMD.f64x2Add);
  });
  wide("blendSquare", 2, 2, (code, { load, number }) => {
    number(0);
    load(0);
    code.simd(SIMD.f64x2Mul);
    number(1);
    load(1);
    code.simd(SIMD.f64x2Mul);
    load(1);
    code.simd(SIMD.f64x2Mul);
    code.simd(SIMD.f64x2Add);
  });
  wide("stepDown", 3, 2, (code, { load, number }) => {
    load(0);
    number(0);
    load(1);
    code.simd(SIMD.f64x2Mul);
    load(2);
    code.simd(SIMD.f64x2Sqrt);
    number(1);
    code.simd(SIMD.f64x2Add);
    code.simd(SIMD.f64x2Div);
    code.simd(SIMD.f64x2Sub);
  });
}
