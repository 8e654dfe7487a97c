import { must } from "../../support/errors.js";

export { OP, SIMD } from "./opcodes.js";

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

/** A module that imports its memory as `env.memory`: one of its own, or a shared one of at most so many pages. */
export function createModule(sharedPages?: number): ModuleBuilder {
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
      const limits = sharedPages === undefined ? [0x00, 0x00] : [0x03, 0x00, ...unsigned(sharedPages)];
      const memory = [...text("env"), ...text("memory"), 0x02, ...limits];
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
