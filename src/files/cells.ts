/** How the lines of a text file come apart. */
export interface Cells {
  readonly split: (line: string) => readonly string[];
  /** 1-based place of a cell in its line. */
  readonly columnOf: (line: string, cell: number) => number;
}

/** Cells between blanks. */
export const blankCells: Cells = {
  split: (line) => line.trim().split(/\s+/),
  columnOf: (line, cell) => Array.from(line.matchAll(/\S+/g), ({ index }) => index + 1)[cell] ?? 1,
};

/** Cells between separators, which may stand in double quotes (RFC 4180), with blanks around them. */
export function separatedCells(separator: string): Cells {
  return {
    split: (line) =>
      line.includes('"') ? quotedCells(line, separator).map(({ text }) => text) : line.split(separator),
    columnOf: (line, cell) => quotedCells(line, separator)[cell]?.column ?? 1,
  };
}

/** The separator of a line: a tab, else a semicolon, else a comma, outside quotes. */
export function separatorOf(line: string): string {
  const bare = line.replace(/"[^"]*"/g, "");
  return ["\t", ";"].find((separator) => bare.includes(separator)) ?? ",";
}

/** A cell as a .csv file holds it. */
export function quoted(text: string): string {
  return /[",;\t\r\n#]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

function quotedCells(line: string, separator: string): readonly { readonly text: string; readonly column: number }[] {
  const cells: { text: string; column: number }[] = [];
  for (let at = 0; at <= line.length; ) {
    const blank = /^ */.exec(line.slice(at))?.[0].length ?? 0;
    const inQuotes = /^"((?:[^"]|"")*)" */.exec(line.slice(at + blank));
    const after = at + blank + (inQuotes?.[0].length ?? 0);
    const whole = inQuotes !== null && (after === line.length || line[after] === separator);
    const next = whole ? after : line.indexOf(separator, at);
    const end = next < 0 ? line.length : next;
    cells.push({
      text: whole ? (inQuotes[1] ?? "").replaceAll('""', '"') : line.slice(at, end),
      column: at + blank + 1,
    });
    at = end + 1;
  }
  return cells;
}
