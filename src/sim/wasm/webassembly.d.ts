/**
 * The part of the WebAssembly JavaScript interface that is used here: the types of Node 20 leave it out, and TypeScript
 * has it among those of browsers only. Source: WebAssembly JavaScript Interface, W3C.
 */
declare namespace WebAssembly {
  class Memory {
    constructor(descriptor: { readonly initial: number; readonly maximum?: number; readonly shared?: boolean });
    readonly buffer: ArrayBuffer;
  }
  class Module {
    constructor(bytes: Uint8Array<ArrayBuffer>);
    private readonly brand: never;
  }
  class Instance {
    constructor(module: Module, imports: { readonly env: { readonly memory: Memory } });
    readonly exports: Readonly<Record<string, () => void>>;
  }
  function validate(bytes: Uint8Array<ArrayBuffer>): boolean;
}
