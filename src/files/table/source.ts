import type { NdArray } from "../../data/nd-array.js";
import type { Reporter } from "../../diagnostics/reporter.js";
import { isBigIntData } from "../../fixed/number-data.js";
import { plural } from "../../support/text.js";
import { singlePort } from "../ports.js";
import type { ArraySource, OpenRequest, Sources } from "../stream.js";
import { chooseLayouts } from "./choose.js";
import type { Cells, Column, Table } from "./column.js";
import { elementsOf } from "./element-type.js";
import type { Layout, Slot } from "./layout.js";
import type { Selection } from "./selection.js";

/** The inputs' arrays out of a table, which is closed with the last of them, or at once where something is wrong. */
export async function tableSources(
  table: Table,
  selection: Selection | undefined,
  request: OpenRequest,
): Promise<Sources | undefined> {
  // What is selected belongs to one input.
  const layouts =
    selection !== undefined && singlePort(request) === undefined
      ? undefined
      : await chooseLayouts(table, selection, request);
  if (layouts === undefined || layouts.size === 0) await table.close();
  if (layouts === undefined) return undefined;
  let open = layouts.size;
  const close = async (): Promise<void> => {
    if (--open === 0) await table.close();
  };
  return new Map(
    [...layouts].map(([input, layout]) => [input, layoutSource(table, layout, request.reporter, close)] as const),
  );
}

function layoutSource(table: Table, layout: Layout, reporter: Reporter, close: () => Promise<void>): ArraySource {
  const { dtype, slots } = layout;
  const size = layout.shape.reduce((product, dim) => product * dim, 1);
  // Each column is read by one slot at most at a time, so the part it is in is all that has to be kept.
  const parts = new Map<Column, LoadedPart>();
  return {
    origin: table.origin,
    shape: [table.events, ...layout.shape],
    dtype,
    read: async (first, count) => {
      const data = elementsOf(dtype, count * size);
      for (const slot of slots) {
        const odd = await fill(data, slot, size, first, count, parts);
        if (odd === undefined) continue;
        if (odd !== "damaged") {
          const problem = `holds ${plural(odd.length, "value")} instead of ${slot.length}`;
          reporter.report(
            "BX3048",
            { what: table.what, name: slot.column.name, row: odd.event, problem },
            { file: table.origin },
          );
        }
        return undefined;
      }
      return { shape: [count, ...layout.shape], dtype, data };
    },
    close,
  };
}

interface LoadedPart {
  readonly index: number;
  readonly cells: Cells;
}

/** Events [first, first + count) of a slot's column into an array of `size` elements an event. */
async function fill(
  data: NdArray["data"],
  slot: Slot,
  size: number,
  first: number,
  count: number,
  parts: Map<Column, LoadedPart>,
): Promise<"damaged" | OddList | undefined> {
  const { column } = slot;
  const { bounds } = column;
  for (let event = first; event < first + count; ) {
    const index = partOf(bounds, event);
    let part = parts.get(column);
    if (part?.index !== index) {
      const cells = await column.load(index);
      if (cells === undefined) return "damaged";
      part = { index, cells };
      parts.set(column, part);
    }
    const begin = bounds[index] as number;
    const end = Math.min(first + count, bounds[index + 1] as number);
    const odd = copy(part.cells, event - begin, end - begin, data, slot, size, (event - first) * size);
    if (odd !== undefined) return { ...odd, event: odd.event + begin };
    event = end;
  }
  return undefined;
}

/** Index of the part that holds an event. */
function partOf(bounds: readonly number[], event: number): number {
  let [low, high] = [0, bounds.length - 2];
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if ((bounds[middle] as number) <= event) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** A list of another length than was settled from the first ones. */
interface OddList {
  readonly event: number;
  readonly length: number;
}

function copy(
  { values, starts }: Cells,
  from: number,
  to: number,
  data: NdArray["data"],
  { column, length, take, offset, stride }: Slot,
  size: number,
  base: number,
): OddList | undefined {
  const big = isBigIntData(data);
  const write = data as { [index: number]: number | bigint };
  const filler = big ? BigInt(take?.pad ?? 0) : (take?.pad ?? 0);
  for (let event = from, at = base + offset; event < to; event++, at += size) {
    const begin = starts === undefined ? event * column.length : (starts[event] as number);
    const has = starts === undefined ? column.length : (starts[event + 1] as number) - begin;
    if (take === undefined && has !== length) return { event, length: has };
    const taken = Math.min(has, length);
    for (let j = 0; j < length; j++) {
      const value = j < taken ? (values[begin + j] as number | bigint) : filler;
      write[at + j * stride] = big ? BigInt(value) : value;
    }
  }
  return undefined;
}
