import { createSharedMemory, type SharedMemory } from "../../../sim/wasm/runtime.js";
import { InternalError } from "../../../support/errors.js";

/** Float32 arrays in one memory, freed in the order of a stack. */
export interface Arena {
  readonly memory: SharedMemory;
  /** Zeros. */
  readonly allocate: (length: number) => Float32Array;
  /** Any numbers. */
  readonly reserve: (length: number) => Float32Array;
  readonly mark: () => number;
  readonly release: (mark: number) => void;
  /** Where an array lies; throws if it is not one of this memory. */
  readonly address: (data: ArrayBufferView) => number;
}

/** All that 32 bits address. */
export const MOST_PAGES = 65_536;
const PAGE = 65_536;
/** Grown by at least so many pages at once. */
const PAGES_AT_ONCE = 256;
/** Arrays start at multiples of it. */
const ALIGNMENT = 16;
/** Bytes behind the last array that may be read: vectors are loaded whole. */
const READ_BEHIND = 64;

/** `zero` clears bytes of the memory: those that were used before are not zero any more. */
export function createArena(zero: (address: number, length: number) => void): Arena {
  // Shared, since growing then leaves older views alone.
  const memory = createSharedMemory(MOST_PAGES);
  let { buffer } = memory;
  const buffers = new WeakSet<ArrayBufferLike>([buffer]);
  // Nothing lies at address 0, which means nothing.
  let [top, used] = [ALIGNMENT, ALIGNMENT];
  const claimed = (length: number): number => {
    const address = top;
    top = Math.ceil((address + 4 * length) / ALIGNMENT) * ALIGNMENT;
    if (top + READ_BEHIND > buffer.byteLength) {
      buffer = grown(memory, top + READ_BEHIND);
      buffers.add(buffer);
    }
    used = Math.max(used, top);
    return address;
  };
  return {
    memory,
    allocate: (length) => {
      const clean = used;
      const address = claimed(length);
      if (address < clean) zero(address, length);
      return new Float32Array(buffer, address, length);
    },
    reserve: (length) => {
      const address = claimed(length);
      return new Float32Array(buffer, address, length);
    },
    mark: () => top,
    release: (mark) => {
      top = mark;
    },
    address: (data) => {
      if (data.buffer !== buffer && !buffers.has(data.buffer))
        throw new InternalError("an array that does not come from these kernels");
      return data.byteOffset;
    },
  };
}

function grown(memory: SharedMemory, bytes: number): SharedArrayBuffer {
  const missing = Math.ceil(bytes / PAGE) - memory.buffer.byteLength / PAGE;
  try {
    memory.grow(Math.max(missing, PAGES_AT_ONCE));
  } catch {
    throw new InternalError(`no memory for ${bytes} bytes of tensors: 4 GiB is the most`);
  }
  return memory.buffer;
}
