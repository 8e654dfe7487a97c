import type { CArray } from "./scope.js";
import type { FirmwareView, Layer } from "./view.js";

/** One array written to two, as a process of its own. */
export interface Clone {
  readonly from: CArray;
  readonly to: readonly [CArray, CArray];
}

type Readers = Pick<FirmwareView, "layers" | "copies">;

/** Layers that share multipliers run as a chain of processes; all others make one pipeline. */
export function isDataflow(layers: readonly Layer[]): boolean {
  return layers.some(({ node }) => scheduling(node.attrs).strategy === "Resource");
}

/** Cycles between two events of a pipeline: the most that a layer uses one multiplier for. */
export function initiationInterval(layers: readonly Layer[]): number {
  return Math.max(1, ...layers.map(({ node }) => Number(scheduling(node.attrs).reuse ?? 1)));
}

/** The scheduling attributes, which all ops with multipliers name alike. */
function scheduling(attrs: unknown): { readonly strategy?: unknown; readonly reuse?: unknown } {
  return typeof attrs === "object" && attrs !== null ? attrs : {};
}

/**
 * Gives each reader of an array a copy of its own: in a DATAFLOW region an array has one writer and one reader (AMD
 * UG1399, "Canonical Forms"). `fresh` names the copies; the clones are keyed by the array that they start from.
 */
export function separateReaders(
  { layers, copies }: Readers,
  arrays: readonly CArray[],
  fresh: (name: string) => string,
): Readers & { readonly clones: ReadonlyMap<CArray, readonly Clone[]> } {
  const clones = new Map<CArray, Clone[]>();
  const waiting = new Map<CArray, CArray[]>();
  for (const array of arrays) {
    const readers = countReaders(array, layers, copies);
    if (readers < 2) continue;
    const made = Array.from({ length: readers - 1 }, () => pairOf(array, fresh));
    clones.set(
      array,
      made.map((to, i) => ({ from: made[i - 1]?.[1] ?? array, to })),
    );
    waiting.set(array, [...made.map(([first]) => first), ...made.slice(-1).map(([, last]) => last)]);
  }
  const take = (array: CArray): CArray => waiting.get(array)?.shift() ?? array;
  return {
    layers: layers.map((layer) => ({ ...layer, args: layer.args.map((arg) => (arg === layer.out ? arg : take(arg))) })),
    copies: copies.map(({ from, to }) => ({ from: take(from), to })),
    clones,
  };
}

function countReaders(array: CArray, layers: readonly Layer[], copies: Readers["copies"]): number {
  const reads = layers.flatMap(({ args, out }) => args.filter((arg) => arg === array && arg !== out));
  return reads.length + copies.filter(({ from }) => from === array).length;
}

function pairOf(array: CArray, fresh: (name: string) => string): [CArray, CArray] {
  const copy = (): CArray => ({ ...array, name: fresh(`${array.name}_copy`) });
  return [copy(), copy()];
}
