import type { TBranch, TTree } from "jsroot/io";
import type { Column } from "../table/column.js";
import { loadBasket } from "./basket.js";
import { type Item, itemsOf } from "./items.js";
import type { RootFile } from "./library.js";

/** The branches of numbers by name, and the types of all others. */
export function branchColumns(
  opened: RootFile,
  tree: TTree,
): { columns: Map<string, Column>; others: Map<string, string> } {
  const columns = new Map<string, Column>();
  const others = new Map<string, string>();
  const add = (branch: TBranch, parent: string): void => {
    const own = branch.fName.replace(/\[.*$|\.$/, "");
    const name = columns.has(own) || others.has(own) ? `${parent}.${own}` : own;
    for (const inner of branch.fBranches.arr) add(inner, own);
    if (branch.fBranches.arr.length > 0) return void others.set(name, "objects, in branches of their own");
    for (const { leaf, item, found } of itemsOf(branch, opened.root)) {
      const path = leaf === undefined ? name : `${name}.${leaf}`;
      const problem = found ?? unreadable(branch, tree);
      if (item === undefined || problem !== undefined) others.set(path, problem ?? "objects");
      else columns.set(path, columnOf(opened, tree, branch, path, item));
    }
  };
  for (const branch of tree.fBranches.arr) add(branch, "");
  return { columns, others };
}

function unreadable(branch: TBranch, tree: TTree): string | undefined {
  if (branch.fFileName !== "") return `data in another file, '${branch.fFileName}'`;
  return branch.fEntries === tree.fEntries ? undefined : `${branch.fEntries} entries of the tree's ${tree.fEntries}`;
}

function columnOf(opened: RootFile, tree: TTree, branch: TBranch, name: string, item: Item): Column {
  const { dtype, list, length } = item;
  const kind = list ? "list" : length > 1 ? "array" : "scalar";
  const bounds = [...basketStarts(branch, tree.fEntries), tree.fEntries];
  return {
    name,
    kind,
    length: list ? 0 : length,
    dtype,
    bounds,
    load: (part) => loadBasket(opened, branch, item, bounds, part),
  };
}

/** First entries of the baskets that hold any; the last may be stored with the tree. */
function basketStarts({ fBasketEntry, fWriteBasket }: TBranch, entries: number): number[] {
  const starts: number[] = [];
  for (let i = 0; i <= fWriteBasket && i < fBasketEntry.length; i++) {
    const first = fBasketEntry[i] as number;
    if (first < entries && (i === 0 || first > (starts.at(-1) ?? 0))) starts.push(first);
  }
  return starts;
}
