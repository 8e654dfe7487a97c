import { escaped } from "./markup.js";

/** A cell of a table; what it is sorted by, where that is not its text. */
export type Cell = string | number | { readonly text: string; readonly value: number };

export type Block =
  | { readonly kind: "text"; readonly text: string }
  | {
      readonly kind: "table";
      readonly caption?: string;
      readonly header: readonly string[];
      readonly rows: readonly (readonly Cell[])[];
    }
  /** Charts side by side, as many as there is room for. */
  | { readonly kind: "figures"; readonly figures: readonly Figure[] };

export interface Figure {
  /** A whole SVG file. */
  readonly svg: string;
  readonly caption: string;
}

export interface Section {
  readonly heading: string;
  readonly blocks: readonly Block[];
}

/** A report on one page. */
export interface Page {
  readonly title: string;
  /** A line that stands out below the title: "toy Monte Carlo, not experiment simulation". */
  readonly notice?: string | undefined;
  readonly sections: readonly Section[];
  /** Where all of it comes from: names and values. */
  readonly provenance: readonly (readonly [string, string])[];
}

/**
 * A page of HTML that needs nothing else: styles, script and figures are in it, and nothing is loaded. Figures are images
 * of their own, so their styles stay theirs. Tables sort by a click on a heading.
 */
export function page({ title, notice, sections, provenance }: Page): string {
  const facts = provenance.map(([name, value]) => `<dt>${escaped(name)}</dt><dd>${escaped(value)}</dd>`);
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta http-equiv="Content-Security-Policy" content="${POLICY}">
<title>${escaped(title)}</title>
<style>${STYLE}</style>
</head>
<body>
<main>
<h1>${escaped(title)}</h1>
${notice === undefined ? "" : `<p class="notice">${escaped(notice)}</p>\n`}${sections.map(sectionOf).join("\n")}
</main>
<footer><dl>${facts.join("")}</dl></footer>
<script>${SCRIPT}</script>
</body>
</html>
`;
}

function sectionOf({ heading, blocks }: Section): string {
  return `<section>\n<h2>${escaped(heading)}</h2>\n${blocks.map(blockOf).join("\n")}\n</section>`;
}

function blockOf(block: Block): string {
  switch (block.kind) {
    case "text":
      return `<p>${escaped(block.text)}</p>`;
    case "figures":
      return `<div class="figures">${block.figures.map(figureOf).join("")}</div>`;
    case "table": {
      const heads = block.header.map((name) => `<th scope="col"><button>${escaped(name)}</button></th>`).join("");
      const rows = block.rows.map((row) => `<tr>${row.map(cellOf).join("")}</tr>`).join("\n");
      const caption = block.caption === undefined ? "" : `<caption>${escaped(block.caption)}</caption>`;
      return `<div class="wide"><table>${caption}<thead><tr>${heads}</tr></thead><tbody>\n${rows}\n</tbody></table></div>`;
    }
  }
}

function cellOf(cell: Cell): string {
  if (typeof cell === "string") return `<td>${escaped(cell)}</td>`;
  const { text, value } = typeof cell === "number" ? { text: String(cell), value: cell } : cell;
  return `<td class="number" data-value="${value}">${escaped(text)}</td>`;
}

function figureOf({ svg, caption }: Figure): string {
  const source = `data:image/svg+xml;base64,${Buffer.from(svg).toString("base64")}`;
  return `<figure><img src="${source}" alt="${escaped(caption)}"><figcaption>${escaped(caption)}</figcaption></figure>`;
}

const POLICY = "default-src 'none'; img-src data:; style-src 'unsafe-inline'; script-src 'unsafe-inline'";

const STYLE = `
:root{--ground:#f6f8fa;--card:#fff;--text:#1f2328;--faint:#59636e;--line:#d1d9e0;--accent:#0a69da;--notice:#fff3c4}
@media (prefers-color-scheme:dark){:root{--ground:#0d1117;--card:#14181d;--text:#e6edf3;--faint:#9aa5b1;--line:#2f3742;--accent:#5aa9ee;--notice:#3d3210}}
*{box-sizing:border-box}
body{margin:0;background:var(--ground);color:var(--text);font:15px/1.55 system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif}
main,footer{max-width:1360px;margin:0 auto;padding:16px 24px}
h1{font-size:26px;line-height:1.25;margin:16px 0 8px}h2{font-size:19px;margin:32px 0 8px;padding-bottom:4px;border-bottom:1px solid var(--line)}
.notice{display:inline-block;margin:0;padding:4px 12px;border-radius:6px;background:var(--notice);font-style:italic}
.figures{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,460px),1fr));gap:16px;margin:16px 0}
figure{margin:0;padding:8px;background:var(--card);border:1px solid var(--line);border-radius:8px;max-width:660px}
img{display:block;width:100%;height:auto}
figcaption{padding:6px 8px 2px;color:var(--faint);font-size:13px}
.wide{overflow-x:auto;margin:16px 0}
table{border-collapse:collapse;background:var(--card);font-size:14px;font-variant-numeric:tabular-nums}
caption{text-align:left;color:var(--faint);padding:4px 0}
th,td{padding:5px 12px;border:1px solid var(--line);text-align:left;white-space:nowrap}
.number{text-align:right}
th button{all:unset;cursor:pointer;font-weight:600}th button:focus-visible{outline:2px solid var(--accent)}
th[aria-sort] button::after{content:" \\25B2"}th[aria-sort=descending] button::after{content:" \\25BC"}
footer{color:var(--faint);font-size:13px;border-top:1px solid var(--line)}
dl{display:grid;grid-template-columns:max-content 1fr;gap:2px 16px;margin:8px 0}dd{margin:0;overflow-wrap:anywhere}
`;

/** Sorts a table by the column whose heading was clicked; numbers by value, and the other way round the second time. */
const SCRIPT = `
for (const button of document.querySelectorAll("th button")) button.addEventListener("click", () => {
  const head = button.parentElement, row = head.parentElement, body = head.closest("table").tBodies[0];
  const column = [...row.children].indexOf(head), down = head.getAttribute("aria-sort") === "ascending";
  for (const other of row.children) other.removeAttribute("aria-sort");
  head.setAttribute("aria-sort", down ? "descending" : "ascending");
  const compare = (a, b) => a.dataset.value === undefined
    ? a.textContent.localeCompare(b.textContent) : Number(a.dataset.value) - Number(b.dataset.value);
  const sorted = [...body.rows].sort((a, b) => (down ? -1 : 1) * compare(a.cells[column], b.cells[column]));
  body.append(...sorted);
});
`;
