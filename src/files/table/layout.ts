import type { DType } from "../../data/nd-array.js";
import type { Column } from "./column.js";
import type { Take } from "./selection.js";

/** Columns side by side whose values belong to the same objects: `(pt,eta)[:10]`. */
export interface Block {
  readonly columns: readonly Column[];
  /** Values of each column an event. */
  readonly length: number;
  /** How lists of another length are made so; without it there may be none. */
  readonly take: Take | undefined;
}

/** Where the values of a column go: value j of an event to element `offset + j * stride` of it. */
export interface Slot {
  readonly column: Column;
  readonly length: number;
  readonly take: Take | undefined;
  readonly offset: number;
  readonly stride: number;
}

/** The elements of an event. */
export interface Layout {
  /** Shape of one event. */
  readonly shape: readonly number[];
  readonly dtype: DType;
  readonly slots: readonly Slot[];
}

/**
 * Arranges blocks as an event of `port`. Blocks of one column and of equal length are the features of objects where the
 * port has two axes: [objects, features], or [features, objects] where only that is the port's shape. All else lies one
 * block after the other, a block of several columns object by object, which is [objects, features] where it is alone.
 */
export function arrange(blocks: readonly Block[], port: readonly number[], dtype: DType): Layout {
  const [first] = blocks;
  const length = first?.length ?? 0;
  const features = blocks.flatMap(({ columns }) => columns).length;
  const even = blocks.every((block) => block.columns.length === 1 && block.length === length);
  if (even && port.length === 2 && (length > 1 || features === 1)) {
    const turned = port[0] === features && port[1] === length && features !== length;
    const stride = turned ? 1 : features;
    const slots = blocks.flatMap((block, i) => slotsOf(block, turned ? i * length : i, stride));
    return { shape: turned ? [features, length] : [length, features], dtype, slots };
  }
  let size = 0;
  const slots = blocks.flatMap((block) => {
    const offset = size;
    size += block.columns.length * block.length;
    return slotsOf(block, offset, block.columns.length);
  });
  return { shape: blocks.length === 1 && port.length > 1 ? [length, features] : [size], dtype, slots };
}

function slotsOf({ columns, length, take }: Block, offset: number, stride: number): Slot[] {
  return columns.map((column, i) => ({ column, length, take, offset: offset + i, stride }));
}
