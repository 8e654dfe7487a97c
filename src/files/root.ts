import { openBytes } from "./bytes.js";
import { rootFile } from "./root/library.js";
import { openTree } from "./root/tree.js";
import type { OpenRequest, Sources } from "./stream.js";
import { parseSelection } from "./table/selection.js";
import { tableSources } from "./table/source.js";

/** Branches of numbers of a TTree, read by baskets. Nothing writes such files. */
export async function open(request: OpenRequest): Promise<Sources | undefined> {
  const { file, selection: text, reporter } = request;
  const selection = text === undefined ? undefined : parseSelection(text, true, file, reporter);
  if (text !== undefined && selection === undefined) return undefined;
  const bytes = await openBytes(file, reporter);
  const opened = bytes && (await rootFile(bytes, file, reporter));
  const table = opened && (await openTree(opened, selection));
  if (table === undefined) await bytes?.close();
  return table && tableSources(table, selection, request);
}
