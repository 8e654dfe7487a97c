/**
 * The part of the WebAssembly JavaScript interface that is used here: the types of Node 20 leave it out, and TypeScript
 * has it among those of browsers only. Source: WebAssembly JavaScript Interface, W3C.
 */
export interface WasmMemory {
  readonly buffer: ArrayBuffer;
}

/** What a module exports: functions of integers. */
export type WasmExports = Readonly<Record<string, (...integers: readonly number[]) => unknown>>;

interface WasmApi {
  readonly Memory: new (descriptor: { readonly initial: number }) => WasmMemory;
  readonly Module: new (bytes: Uint8Array<ArrayBuffer>) => object;
  readonly Instance: new (
    module: object,
    imports: { readonly env: { readonly memory: WasmMemory } },
  ) => { readonly exports: WasmExports };
  readonly validate: (bytes: Uint8Array<ArrayBuffer>) => boolean;
}

const { Memory, Module, Instance, validate } = (globalThis as unknown as { readonly WebAssembly: WasmApi }).WebAssembly;

/** Zeros, in pages of 64 KiB. */
export function createMemory(pages: number): WasmMemory {
  return new Memory({ initial: pages });
}

/** Compiles a module that imports its memory as `env.memory`. */
export function instantiate(bytes: Uint8Array<ArrayBuffer>, memory: WasmMemory): WasmExports {
  return new Instance(new Module(bytes), { env: { memory } }).exports;
}

export { validate };
