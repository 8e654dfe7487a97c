import { type Mantissas, NUMBER_BITS } from "../fixed/arith.js";
import type { IntTensor, TensorType } from "../ir/tensor.js";
import type { BlockLayout } from "./layout.js";
import type { Storage, View } from "./step.js";

/** Elements of one storage, anywhere in memory. */
type Elements =
  | Int8Array
  | Uint8Array
  | Int16Array
  | Uint16Array
  | Int32Array
  | Uint32Array
  | BigInt64Array
  | BigUint64Array;

/** Rows of a block as tensors, event by event, and back. Only conversions and reference steps need this. */
export interface RowAccess {
  /** The first `events` events of a value of that type. */
  readonly read: (view: View, type: TensorType, events: number) => IntTensor;
  /**
   * Mantissas [events][elements], or [1][elements] which stand for all events. Those of the last event fill the block, so
   * that whatever is computed of it stays within what is proven.
   */
  readonly write: (view: View, mantissas: Mantissas, events: number) => void;
}

export function createRowAccess(memory: ArrayBuffer, layout: BlockLayout): RowAccess {
  const elementsOf = (view: View) => {
    const all = elementsAs(memory, view.storage);
    const bytes = view.storage.bits / 8;
    const first = Array.from(view.row, (_, k) => layout.addressOf(view, k) / bytes);
    return { all, first };
  };
  return {
    read: (view, type, events) => {
      const { all, first } = elementsOf(view);
      const size = first.length;
      const at = (i: number): number => (first[i % size] ?? 0) + Math.floor(i / size);
      const length = size * events;
      const data =
        type.elem.width > NUMBER_BITS
          ? Array.from({ length }, (_, i) => BigInt(all[at(i)] ?? 0))
          : Float64Array.from({ length }, (_, i) => Number(all[at(i)]));
      return { type, events, data };
    },
    write: (view, mantissas, events) => {
      const { all, first } = elementsOf(view);
      const target = all as { [index: number]: number | bigint };
      const big = all instanceof BigInt64Array || all instanceof BigUint64Array;
      const size = first.length;
      const given = mantissas.length / size;
      for (let k = 0; k < size; k++)
        for (let event = 0; event < layout.events; event++) {
          const mantissa = mantissas[Math.min(event, events - 1, given - 1) * size + k] ?? 0;
          target[(first[k] ?? 0) + event] = big ? BigInt(mantissa) : Number(mantissa);
        }
    },
  };
}

function elementsAs(memory: ArrayBuffer, { bits, signed }: Storage): Elements {
  switch (bits) {
    case 8:
      return signed ? new Int8Array(memory) : new Uint8Array(memory);
    case 16:
      return signed ? new Int16Array(memory) : new Uint16Array(memory);
    case 32:
      return signed ? new Int32Array(memory) : new Uint32Array(memory);
    case 64:
      return signed ? new BigInt64Array(memory) : new BigUint64Array(memory);
    default:
      return bits satisfies never;
  }
}
