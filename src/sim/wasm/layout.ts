import { aligned, type BlockLayout, createBlockLayout } from "../layout.js";
import type { Plan } from "../step.js";

/** Constant tables behind the buffers, to be written once before the first block. */
export interface DataArea {
  /** Address of these bytes; the same bytes are kept once. */
  readonly add: (bytes: Uint8Array) => number;
  /** Address of at least so many bytes for what a step keeps while it runs; all steps get the same ones if they can. */
  readonly scratch: (bytes: number) => number;
  /** Address of so many bytes that nobody else gets. */
  readonly reserve: (bytes: number) => number;
  readonly pieces: () => readonly DataPiece[];
  /** First address behind all of them. */
  readonly end: () => number;
}

export interface DataPiece {
  readonly address: number;
  readonly bytes: Uint8Array;
}

/** Where everything lies in linear memory. */
export interface Layout extends BlockLayout {
  readonly data: DataArea;
}

/** A block's layout with constants and scratch memory behind it. */
export function createLayout(plan: Plan, events: number): Layout {
  const layout = createBlockLayout(plan, events);
  return { ...layout, data: createDataArea(layout.end) };
}

function createDataArea(start: number): DataArea {
  const known = new Map<string, number>();
  const pieces: DataPiece[] = [];
  let end = start;
  let shared = { address: start, bytes: 0 };
  const reserve = (bytes: number): number => {
    end += aligned(bytes);
    return end - aligned(bytes);
  };
  return {
    add: (bytes) => {
      const key = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString("latin1");
      const there = known.get(key);
      if (there !== undefined) return there;
      const address = reserve(bytes.length);
      known.set(key, address);
      pieces.push({ address, bytes });
      return address;
    },
    scratch: (bytes) => {
      if (bytes > shared.bytes) shared = { address: reserve(bytes), bytes };
      return shared.address;
    },
    reserve,
    pieces: () => pieces,
    end: () => end,
  };
}
