import { must } from "../../support/errors.js";

/**
 * WebAssembly modules as bytes: just what the simulator emits. Every function works on one imported memory.
 * Source: WebAssembly Core Specification 2.0, chapter 5 (binary format).
 */

/** Types of locals, parameters and results. */
export const TYPE = { i32: 0x7f, i64: 0x7e, f32: 0x7d, f64: 0x7c, v128: 0x7b } as const;
export type Type = keyof typeof TYPE;

/** Number of a local variable of a function; parameters come first. */
export type Local = number;

/** The body of one function. Instructions are appended in stack order. */
export interface Code {
  /** A new local, or one of the type that `release` gave back. */
  readonly local: (type: Type) => Local;
  readonly release: (type: Type, local: Local) => void;
  readonly get: (local: Local) => void;
  readonly set: (local: Local) => void;
  readonly tee: (local: Local) => void;
  readonly i32: (value: number) => void;
  readonly i64: (value: bigint) => void;
  readonly f32: (value: number) => void;
  readonly f64: (value: number) => void;
  /** A constant vector of 16 bytes. */
  readonly v128: (bytes: Uint8Array) => void;
  /** A one-byte instruction (see `OP`). */
  readonly op: (opcode: number) => void;
  /** An instruction of the vector extension (see `SIMD`), with its immediate bytes. */
  readonly simd: (opcode: number, ...immediates: readonly number[]) => void;
  /** A load or store by the address on the stack plus `offset`; `simd` says whether `opcode` is one of `SIMD`. */
  readonly memory: (opcode: number, offset: number, simd?: boolean, lane?: number) => void;
  readonly call: (func: number) => void;
  /** Repeats the body, whose last act is to leave an i32 on the stack: not zero goes round again. */
  readonly loop: (body: () => void) => void;
  /** Runs the body if the i32 on the stack is not zero. */
  readonly when: (body: () => void) => void;
  /** A local that holds these 16 bytes: set once, where the innermost `hoisted` or the function begins. Not to be set. */
  readonly constant: (bytes: Uint8Array) => Local;
  /** Runs the body, with the constants that it asks for set in front of it. */
  readonly hoisted: (body: () => void) => void;
}

export interface ModuleBuilder {
  /** Adds a function, of which there may be an equal one already; `name` exports it. Returns its number. */
  readonly func: (
    params: readonly Type[],
    results: readonly Type[],
    body: (code: Code) => void,
    name?: string,
  ) => number;
  readonly finish: () => Uint8Array<ArrayBuffer>;
}

/** A module that imports its memory as `env.memory`. */
export function createModule(): ModuleBuilder {
  const types: number[][] = [];
  const funcs: { readonly type: number; readonly body: readonly number[] }[] = [];
  const numbers = new Map<string, number>();
  const exports: { readonly name: string; readonly func: number }[] = [];
  return {
    func: (params, results, body, name) => {
      const type = [0x60, ...vector(params.map((p) => [TYPE[p]])), ...vector(results.map((r) => [TYPE[r]]))];
      const known = types.findIndex((other) => other.join() === type.join());
      if (known < 0) types.push(type);
      const func = { type: known < 0 ? types.length - 1 : known, body: functionBody(params, body) };
      const key = `${func.type}:${func.body.join()}`;
      const number = numbers.get(key) ?? funcs.push(func) - 1;
      numbers.set(key, number);
      if (name !== undefined) exports.push({ name, func: number });
      return number;
    },
    finish: () => {
      const memory = [...text("env"), ...text("memory"), 0x02, 0x00, ...unsigned(0)];
      const sections = [
        section(1, vector(types)),
        section(2, vector([memory])),
        section(3, vector(funcs.map(({ type }) => unsigned(type)))),
        section(7, vector(exports.map(({ name, func }) => [...text(name), 0x00, ...unsigned(func)]))),
        section(10, vector(funcs.map(({ body }) => body))),
      ];
      return Uint8Array.from(concat([[0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00], ...sections]));
    },
  };
}

function functionBody(params: readonly Type[], body: (code: Code) => void): readonly number[] {
  const locals: Type[] = [];
  const free = new Map<Type, Local[]>();
  const out: number[] = [];
  const put = (...bytes: readonly number[]): void => void out.push(...bytes);
  const added = (type: Type): Local => params.length + locals.push(type) - 1;
  const release = (type: Type, local: Local): void => void free.set(type, [...(free.get(type) ?? []), local]);
  const constants = constantScopes(
    out,
    () => added("v128"),
    (local) => release("v128", local),
  );
  const code: Code = {
    local: (type) => free.get(type)?.pop() ?? added(type),
    release,
    ...constants,
    get: (local) => put(0x20, ...unsigned(local)),
    set: (local) => put(0x21, ...unsigned(local)),
    tee: (local) => put(0x22, ...unsigned(local)),
    i32: (value) => put(0x41, ...signed(BigInt(value | 0))),
    i64: (value) => put(0x42, ...signed(BigInt.asIntN(64, value))),
    f32: (value) => put(0x43, ...new Uint8Array(Float32Array.of(value).buffer)),
    f64: (value) => put(0x44, ...new Uint8Array(Float64Array.of(value).buffer)),
    v128: (bytes) => put(0xfd, 0x0c, ...bytes),
    op: (opcode) => put(opcode),
    simd: (opcode, ...immediates) => put(0xfd, ...unsigned(opcode), ...immediates),
    memory: (opcode, offset, simd = false, lane) => {
      // Alignment is a hint that engines ignore: 0 is always right.
      put(...(simd ? [0xfd, ...unsigned(opcode)] : [opcode]), 0x00, ...unsigned(offset));
      if (lane !== undefined) put(lane);
    },
    call: (func) => put(0x10, ...unsigned(func)),
    loop: (inner) => {
      put(0x03, 0x40);
      inner();
      put(0x0d, 0x00, 0x0b);
    },
    when: (inner) => {
      put(0x04, 0x40);
      inner();
      put(0x0b);
    },
  };
  code.hoisted(() => body(code));
  const declared = vector(locals.map((type) => [0x01, TYPE[type]]));
  const length = unsigned(declared.length + out.length + 1);
  return concat([length, declared, out, [0x0b]]);
}

/**
 * Constants live in locals of their own: one that was released before holds something else when a loop comes round to
 * the place where the constant was asked for. Jumps are relative to blocks, so code can be put in front of a body.
 */
function constantScopes(
  out: number[],
  added: () => Local,
  release: (local: Local) => void,
): Pick<Code, "constant" | "hoisted"> {
  const scopes: Map<string, Local>[] = [];
  return {
    constant: (bytes) => {
      const key = bytes.join();
      const scope = scopes.find((outer) => outer.has(key)) ?? must(scopes.at(-1), "scope of constants");
      const local = scope.get(key) ?? added();
      scope.set(key, local);
      return local;
    },
    hoisted: (body) => {
      const scope = new Map<string, Local>();
      const start = out.length;
      scopes.push(scope);
      body();
      scopes.pop();
      const inside = out.splice(start);
      for (const [key, local] of scope) out.push(0xfd, 0x0c, ...key.split(",").map(Number), 0x21, ...unsigned(local));
      for (const byte of inside) out.push(byte);
      for (const local of scope.values()) release(local);
    },
  };
}

function section(id: number, content: readonly number[]): readonly number[] {
  return concat([[id], unsigned(content.length), content]);
}

function vector(items: readonly (readonly number[])[]): number[] {
  return concat([unsigned(items.length), ...items]);
}

function concat(parts: readonly (readonly number[])[]): number[] {
  return ([] as number[]).concat(...parts);
}

function text(value: string): number[] {
  const bytes = [...new TextEncoder().encode(value)];
  return [...unsigned(bytes.length), ...bytes];
}

/** LEB128 */
function unsigned(value: number): number[] {
  const bytes: number[] = [];
  let rest = value;
  while (rest >= 0x80) {
    bytes.push((rest % 0x80) | 0x80);
    rest = Math.floor(rest / 0x80);
  }
  return [...bytes, rest];
}

function signed(value: bigint): number[] {
  const bytes: number[] = [];
  let rest = value;
  while (rest < -64n || rest >= 64n) {
    bytes.push(Number(rest & 0x7fn) | 0x80);
    rest >>= 7n;
  }
  return [...bytes, Number(rest & 0x7fn)];
}

/** Scalar instructions. */
export const OP = {
  i32Load: 0x28,
  i64Load: 0x29,
  f32Load: 0x2a,
  f64Load: 0x2b,
  i32Load8s: 0x2c,
  i32Load8u: 0x2d,
  i32Load16s: 0x2e,
  i32Load16u: 0x2f,
  i32Store: 0x36,
  i64Store: 0x37,
  f32Store: 0x38,
  f64Store: 0x39,
  i32Store8: 0x3a,
  i32Store16: 0x3b,
  i32Eqz: 0x45,
  i32Ne: 0x47,
  i32LtU: 0x49,
  i64Eqz: 0x50,
  i64Ne: 0x52,
  i32Add: 0x6a,
  i32Sub: 0x6b,
  i32Mul: 0x6c,
  i32DivS: 0x6d,
  i32Or: 0x72,
  i32Shl: 0x74,
  i64Add: 0x7c,
  i64Sub: 0x7d,
  i64DivS: 0x7f,
  i64Or: 0x84,
  i32WrapI64: 0xa7,
  i64ExtendI32s: 0xac,
  i64ExtendI32u: 0xad,
  select: 0x1b,
} as const;

/** Instructions of the vector extension. Source: WebAssembly Core Specification 2.0, 5.4.8. */
export const SIMD = {
  load: 0x00,
  load8x8s: 0x01,
  load8x8u: 0x02,
  load16x4s: 0x03,
  load16x4u: 0x04,
  load32x2s: 0x05,
  load32x2u: 0x06,
  load8Splat: 0x07,
  load16Splat: 0x08,
  load32Splat: 0x09,
  load64Splat: 0x0a,
  store: 0x0b,
  shuffle: 0x0d,
  swizzle: 0x0e,
  i8x16Splat: 0x0f,
  i16x8Splat: 0x10,
  i32x4Splat: 0x11,
  i64x2Splat: 0x12,
  f32x4Splat: 0x13,
  f64x2Splat: 0x14,
  i16x8ExtractS: 0x18,
  i16x8ExtractU: 0x19,
  i16x8Replace: 0x1a,
  i32x4Extract: 0x1b,
  i32x4Replace: 0x1c,
  i64x2Extract: 0x1d,
  i64x2Replace: 0x1e,
  f32x4Extract: 0x1f,
  f64x2Extract: 0x21,
  i16x8Eq: 0x2d,
  i16x8Ne: 0x2e,
  i16x8LtS: 0x2f,
  i16x8GtS: 0x31,
  i32x4Eq: 0x37,
  i32x4Ne: 0x38,
  i32x4LtS: 0x39,
  i32x4GtS: 0x3b,
  f32x4Eq: 0x41,
  f32x4Ne: 0x42,
  f32x4Lt: 0x43,
  f32x4Gt: 0x44,
  f32x4Le: 0x45,
  f32x4Ge: 0x46,
  f64x2Eq: 0x47,
  f64x2Ne: 0x48,
  f64x2Lt: 0x49,
  f64x2Gt: 0x4a,
  f64x2Le: 0x4b,
  f64x2Ge: 0x4c,
  not: 0x4d,
  and: 0x4e,
  andnot: 0x4f,
  or: 0x50,
  xor: 0x51,
  bitselect: 0x52,
  anyTrue: 0x53,
  load8Lane: 0x54,
  load16Lane: 0x55,
  load32Lane: 0x56,
  load64Lane: 0x57,
  store8Lane: 0x58,
  store16Lane: 0x59,
  store32Lane: 0x5a,
  store64Lane: 0x5b,
  load32Zero: 0x5c,
  load64Zero: 0x5d,
  f32x4DemoteF64x2Zero: 0x5e,
  f64x2PromoteLowF32x4: 0x5f,
  i8x16NarrowI16x8s: 0x65,
  i8x16NarrowI16x8u: 0x66,
  f32x4Trunc: 0x69,
  f32x4Nearest: 0x6a,
  f64x2Trunc: 0x7a,
  f64x2Nearest: 0x94,
  i16x8NarrowI32x4s: 0x85,
  i16x8NarrowI32x4u: 0x86,
  i16x8ExtendLowI8x16s: 0x87,
  i16x8ExtendHighI8x16s: 0x88,
  i16x8ExtendLowI8x16u: 0x89,
  i16x8ExtendHighI8x16u: 0x8a,
  i16x8Shl: 0x8b,
  i16x8ShrS: 0x8c,
  i16x8ShrU: 0x8d,
  i16x8Add: 0x8e,
  i16x8Sub: 0x91,
  i16x8Mul: 0x95,
  i16x8MinS: 0x96,
  i16x8MaxS: 0x98,
  i16x8ExtmulLowI8x16s: 0x9c,
  i32x4ExtaddPairwiseI16x8s: 0x7e,
  i32x4ExtaddPairwiseI16x8u: 0x7f,
  i32x4ExtendLowI16x8s: 0xa7,
  i32x4ExtendHighI16x8s: 0xa8,
  i32x4ExtendLowI16x8u: 0xa9,
  i32x4ExtendHighI16x8u: 0xaa,
  i32x4Shl: 0xab,
  i32x4ShrS: 0xac,
  i32x4ShrU: 0xad,
  i32x4Add: 0xae,
  i32x4Sub: 0xb1,
  i32x4Mul: 0xb5,
  i32x4MinS: 0xb6,
  i32x4MaxS: 0xb8,
  i32x4DotI16x8s: 0xba,
  i32x4ExtmulLowI16x8s: 0xbc,
  i32x4ExtmulHighI16x8s: 0xbd,
  i64x2ExtendLowI32x4s: 0xc7,
  i64x2ExtendHighI32x4s: 0xc8,
  i64x2ExtendLowI32x4u: 0xc9,
  i64x2ExtendHighI32x4u: 0xca,
  i64x2Shl: 0xcb,
  i64x2ShrS: 0xcc,
  i64x2ShrU: 0xcd,
  i64x2Add: 0xce,
  i64x2Sub: 0xd1,
  i64x2Mul: 0xd5,
  i64x2Eq: 0xd6,
  i64x2Ne: 0xd7,
  i64x2LtS: 0xd8,
  i64x2GtS: 0xd9,
  i64x2ExtmulLowI32x4s: 0xdc,
  i64x2ExtmulHighI32x4s: 0xdd,
  f32x4Mul: 0xe6,
  f32x4Div: 0xe7,
  f32x4Sub: 0xe5,
  f32x4Add: 0xe4,
  f32x4Abs: 0xe0,
  f32x4Min: 0xe8,
  f32x4Max: 0xe9,
  f64x2Abs: 0xec,
  f64x2Add: 0xf0,
  f64x2Sub: 0xf1,
  f64x2Mul: 0xf2,
  f64x2Div: 0xf3,
  f64x2Min: 0xf4,
  f64x2Max: 0xf5,
  i32x4TruncSatF32x4s: 0xf8,
  f32x4ConvertI32x4s: 0xfa,
  i32x4TruncSatF64x2sZero: 0xfc,
  f64x2ConvertLowI32x4s: 0xfe,
} as const;
