/**
 * The part of the WebAssembly JavaScript interface that is used here: the types of Node 20 leave it out, and TypeScript
 * has it among those of browsers only. Source: WebAssembly JavaScript Interface, W3C.
 */
export interface WasmMemory {
  readonly buffer: ArrayBuffer;
}

/** A memory that grows without making older views of it invalid. Source: WebAssembly threads proposal. */
export interface SharedMemory {
  readonly buffer: SharedArrayBuffer;
  /** Adds so many pages; throws where there are none. */
  readonly grow: (pages: number) => number;
}

/** What a module exports: functions of numbers. */
export type WasmExports = Readonly<Record<string, (...numbers: readonly number[]) => unknown>>;

interface WasmApi {
  readonly Memory: {
    new (descriptor: { readonly initial: number }): WasmMemory;
    new (descriptor: { readonly initial: number; readonly maximum: number; readonly shared: true }): SharedMemory;
  };
  readonly Module: new (bytes: Uint8Array<ArrayBuffer>) => object;
  readonly Instance: new (
    module: object,
    imports: { readonly env: { readonly memory: WasmMemory | SharedMemory } },
  ) => { readonly exports: WasmExports };
  readonly validate: (bytes: Uint8Array<ArrayBuffer>) => boolean;
}

const { Memory, Module, Instance, validate } = (globalThis as unknown as { readonly WebAssembly: WasmApi }).WebAssembly;

/** Zeros, in pages of 64 KiB. */
export function createMemory(pages: number): WasmMemory {
  return new Memory({ initial: pages });
}

/** A memory that starts empty and may grow to so many pages. */
export function createSharedMemory(maximum: number): SharedMemory {
  return new Memory({ initial: 0, maximum, shared: true });
}

/** Compiles a module that imports its memory as `env.memory`. */
export function instantiate(bytes: Uint8Array<ArrayBuffer>, memory: WasmMemory | SharedMemory): WasmExports {
  return new Instance(new Module(bytes), { env: { memory } }).exports;
}

export { validate };
