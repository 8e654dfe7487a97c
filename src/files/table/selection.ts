import type { Reporter } from "../../diagnostics/reporter.js";

/** `[:10|pad=-1]`: the first values of a list, missing ones filled. */
export interface Take {
  readonly first: number;
  readonly pad: number;
}

/** A name as it was written, and where (0-based), for errors that point at it. */
export interface Written {
  readonly name: string;
  readonly at: number;
}

/** `a`, `a[:10]`, or `(a,b)[:10]`: the columns of one kind of object, value by value of each object. */
export interface Group {
  readonly columns: readonly Written[];
  readonly take?: Take;
}

/** What to take of a table: `Events/MET_pt,(Jet_pt,Jet_eta)[:10|pad=-1]`. */
export interface Selection {
  readonly text: string;
  /** What stands before the last slash, for formats with several tables a file. */
  readonly table?: Written;
  readonly groups: readonly Group[];
}

const EXAMPLE = "pt,eta, pt[:10], pt[:10|pad=-1] or (pt,eta)[:10]";
const GROUP = /\s*(?:\(([^()]*)\)|([^,()[\]]*))(?:\[([^\]]*)\])?\s*/y;
const TAKE = /^\s*:\s*(\d{1,6})\s*(?:\|\s*pad\s*=\s*([-+]?(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?)\s*)?$/i;
/** More values an event than any input has. */
const MOST = 65536;

/**
 * Parses a selection of columns. With `tables`, what stands before the last slash of its first name is a table's path.
 * Undefined where it is not understood, which is reported at the character.
 */
export function parseSelection(text: string, tables: boolean, file: string, reporter: Reporter): Selection | undefined {
  const fail = (problem: string, at: number): undefined => {
    const source = `${file}:${text}`;
    reporter.report(
      "BX3040",
      { problem, hint: `write ${tables ? "TREE/" : ""}${EXAMPLE}` },
      { file, source, column: file.length + at + 2 },
    );
  };
  const start = tables ? text.slice(0, /[,([]/.exec(text)?.index).lastIndexOf("/") + 1 : 0;
  const groups: Group[] = [];
  for (let at = start; ; at++) {
    GROUP.lastIndex = at;
    const [all = "", several, single = "", slice] = GROUP.exec(text) ?? [];
    const columns = namesIn(several ?? single, at + all.indexOf(several ?? single));
    const take = slice === undefined ? undefined : takeOf(slice);
    const empty = columns.find(({ name }) => name === "");
    if (empty !== undefined) return fail("a name is missing", empty.at);
    if (slice !== undefined && take === undefined)
      return fail(`'[${slice}]' is no number of values to take`, at + all.indexOf("["));
    groups.push({ columns, ...(take === undefined ? {} : { take }) });
    at += all.length;
    if (at >= text.length) break;
    if (text[at] !== ",") return fail(`'${text[at]}' is not expected`, at);
  }
  const table = start > 1 ? { table: { name: text.slice(0, start - 1), at: 0 } } : {};
  return { text, ...table, groups };
}

function namesIn(list: string, at: number): Written[] {
  let next = at;
  return list.split(",").map((part) => {
    const written = { name: part.trim(), at: next + part.length - part.trimStart().length };
    next += part.length + 1;
    return written;
  });
}

function takeOf(slice: string): Take | undefined {
  const [, first, pad = "0"] = TAKE.exec(slice) ?? [];
  const take = { first: Number(first), pad: Number(pad) };
  return take.first >= 1 && take.first <= MOST && Number.isFinite(take.pad) ? take : undefined;
}
