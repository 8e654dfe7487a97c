/**
 * Colours of series that people with any colour vision tell apart (Petroff, arXiv:2107.02270), for light and for dark
 * ground; the tenth is followed by the first.
 */
const SERIES = [
  ["#3f90da", "#5aa9ee"],
  ["#ffa90e", "#ffb534"],
  ["#bd1f01", "#ff6b50"],
  ["#832db6", "#bd7be8"],
  ["#94a4a2", "#a9b8b6"],
  ["#a96b59", "#cf9483"],
  ["#e76300", "#ff8a3d"],
  ["#b9ac70", "#cfc38b"],
  ["#717581", "#9a9eab"],
  ["#92dadd", "#92dadd"],
] as const;

/** Ground, text, fainter text, frame, grid. */
const LIGHT = ["#ffffff", "#1f2328", "#59636e", "#8c959f", "#e4e8ec"] as const;
const DARK = ["#14181d", "#e6edf3", "#9aa5b1", "#6b7683", "#2a3139"] as const;

export const colorClass = (series: number): string => `c${series % SERIES.length}`;

/**
 * Style of every plot. All rules are below the class of the root, and all plots have the same ones, so plots that are
 * inlined in one page can't disturb one another or the page.
 */
export const STYLE = `${rules(LIGHT, 0)}
.bx-plot text{font:12px system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif}
.bx-plot .title{font-size:15px;font-weight:600}.bx-plot .note{font-size:10.5px;font-style:italic}
.bx-plot .middle{text-anchor:middle}.bx-plot .end{text-anchor:end}
.bx-plot .frame,.bx-plot .grid,.bx-plot .line{fill:none}.bx-plot .grid{stroke-width:1}
.bx-plot .line{stroke-width:2;stroke-linejoin:round}.bx-plot .thin{fill:none;stroke-width:1.25}
.bx-plot .area{fill-opacity:.22}
@media (prefers-color-scheme:dark){
${rules(DARK, 1)}
}`;

function rules([ground, text, faint, frame, grid]: typeof LIGHT | typeof DARK, shade: 0 | 1): string {
  const series = SERIES.map((colors, i) => {
    const color = colors[shade];
    const [lines, areas] = [
      ["line", "thin"],
      ["area", "dot"],
    ].map((kinds) => kinds.map((kind) => `.bx-plot .${kind}.c${i}`).join());
    return `${lines}{stroke:${color}}${areas}{fill:${color}}`;
  });
  return [
    `.bx-plot .ground{fill:${ground}}.bx-plot text{fill:${text}}.bx-plot .faint{fill:${faint}}`,
    `.bx-plot .frame{stroke:${frame}}.bx-plot .grid{stroke:${grid}}.bx-plot .rule{stroke:${faint}}`,
    series.join(""),
  ].join("\n");
}
