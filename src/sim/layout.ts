import { must } from "../support/errors.js";
import type { Plan, Buffer as Rows, View } from "./step.js";

/** Where a block's rows and counters lie in one memory; addresses in bytes, aligned to `ALIGNMENT`. */
export interface BlockLayout {
  /** Events of a block: row r of a buffer takes `events` mantissas from address + r · events · bits / 8 on. */
  readonly events: number;
  /** One int8 for each event of the block: -1 if it is to be counted in statistics, 0 if it only fills the block. */
  readonly mask: number;
  /** One int64 for each of the plan's counters; only ever added to. */
  readonly counters: number;
  /** Address of each buffer. */
  readonly buffers: readonly number[];
  /** First address behind all of them. */
  readonly end: number;
  /** Address of element k of a view. */
  readonly addressOf: (view: View, k: number) => number;
}

/** Bytes of a cache line. */
const ALIGNMENT = 64;

/** Events of a block are a multiple of this: the most that any vector holds, of bytes. */
const EVENTS_UNIT = 16;

/** Places the buffers of a plan, those that are not alive at the same time over one another. */
export function createBlockLayout(plan: Plan, events: number): BlockLayout {
  if (events <= 0 || events % EVENTS_UNIT !== 0) throw new RangeError(`${events} events: not a multiple of 16`);
  const counters = aligned(events);
  const first = counters + aligned(8 * plan.counters.length);
  const sizes = plan.buffers.map(({ rows, storage }) => aligned((rows * events * storage.bits) / 8));
  const buffers = place(plan.buffers, sizes, first);
  return {
    events,
    mask: 0,
    counters,
    buffers,
    end: buffers.reduce((last, address, i) => Math.max(last, address + must(sizes[i], "size")), first),
    addressOf: (view, k) => {
      const buffer = must(buffers[must(view.buffer[k], "element of view")], "buffer");
      return buffer + (must(view.row[k], "row of view") * events * view.storage.bits) / 8;
    },
  };
}

/** First fit, large buffers first: each at the lowest address that no buffer alive with it occupies. */
function place(buffers: readonly Rows[], sizes: readonly number[], first: number): readonly number[] {
  const addresses = new Array<number>(buffers.length).fill(first);
  /** In the order of their addresses, so that the first gap that is wide enough is the lowest one. */
  const placed: (Rows & { readonly from: number; readonly to: number })[] = [];
  const bySize = sizes.map((bytes, i) => ({ bytes, i })).sort((a, b) => b.bytes - a.bytes || a.i - b.i);
  for (const { bytes, i } of bySize) {
    const buffer = must(buffers[i], "buffer");
    let from = first;
    for (const other of placed) {
      if (other.born > buffer.dies || buffer.born > other.dies || other.to <= from) continue;
      if (other.from >= from + bytes) break;
      from = other.to;
    }
    addresses[i] = from;
    const after = placed.findIndex((other) => other.from >= from);
    placed.splice(after < 0 ? placed.length : after, 0, { ...buffer, from, to: from + bytes });
  }
  return addresses;
}

export function aligned(bytes: number): number {
  return Math.ceil(bytes / ALIGNMENT) * ALIGNMENT;
}
