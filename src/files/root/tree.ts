import type { TDirectory, TTree } from "jsroot/io";
import { didYouMean } from "../../support/text.js";
import type { Table } from "../table/column.js";
import type { Selection } from "../table/selection.js";
import { branchColumns } from "./branches.js";
import { quietly, type RootFile } from "./library.js";

/** Directories inside one another that are looked into for trees. */
const DEEPEST = 5;

/** The tree that a selection names, or the only one of the file; undefined where there is none (reported). */
export async function openTree(opened: RootFile, selection: Selection | undefined): Promise<Table | undefined> {
  const { root, bytes, file, reporter, damaged } = opened;
  try {
    const found = await quietly(() => treesOf(opened, root, "", 0));
    const names = [...found.keys()].filter((name) => isTree(found.get(name) ?? ""));
    const name = selection?.table?.name.replace(/^\/+|;\d+$/g, "") ?? (names.length === 1 ? names[0] : undefined);
    const type = found.get(name ?? "");
    if (name === undefined || type === undefined || !isTree(type)) {
      const at = { file };
      if (name === undefined && names.length > 0) {
        const problem = `the file has several trees: ${names.join(", ")}`;
        reporter.report("BX3040", { problem, hint: `name one: ${file}:${names[0]}/BRANCH` }, at);
      } else if (type !== undefined) reporter.report("BX3042", { what: "tree", name: name ?? "", type, names }, at);
      else
        reporter.report("BX3041", { what: "tree", name: name ?? "", names, near: didYouMean(name ?? "", names) }, at);
      return undefined;
    }
    const tree = (await quietly(() => root.readObject(name))) as TTree;
    const { columns, others } = branchColumns(opened, tree);
    return { what: "branch", origin: `${file}/${name}`, events: tree.fEntries, columns, others, close: bytes.close };
  } catch (error) {
    return damaged((error as Error).message);
  }
}

function isTree(className: string): boolean {
  return className === "TTree" || className.startsWith("TNtuple");
}

/** Classes of all objects by their paths. */
async function treesOf(
  opened: RootFile,
  directory: TDirectory,
  prefix: string,
  depth: number,
): Promise<Map<string, string>> {
  const found = new Map<string, string>();
  for (const { fName, fClassName } of directory.fKeys) {
    const name = prefix + fName;
    if (!fClassName.startsWith("TDirectory")) found.set(name, fClassName);
    else if (depth < DEEPEST) {
      const inner = (await opened.root.readObject(name)) as TDirectory;
      for (const [path, type] of await treesOf(opened, inner, `${name}/`, depth + 1)) found.set(path, type);
    }
  }
  return found;
}
