import { type Box, type Captions, drawAxes, inside, svgFile, text, textWidth } from "./frame.js";
import { px, tag } from "./markup.js";
import { createScale, rangeOf, type Scale, type ScaleKind } from "./scale.js";

/** Along an axis: bins of a variable, or a row of names. */
export type HeatMapAxis =
  | { readonly label: string; readonly edges: readonly number[] }
  | { readonly label: string; readonly names: readonly string[] };

/** A table of numbers as colours: a two-dimensional histogram, a confusion matrix. */
export interface HeatMap extends Captions {
  readonly x: HeatMapAxis;
  readonly y: HeatMapAxis;
  /** [rows along y][columns along x]; NaN, and what a logarithmic scale can't show, stays empty. */
  readonly values: readonly ArrayLike<number>[];
  /** What a colour means. */
  readonly label: string;
  readonly scale?: ScaleKind;
  readonly range?: readonly [number, number];
  /** Writes a value into its cell; left out, cells have colours only. */
  readonly cellText?: (value: number) => string;
  readonly width?: number;
  readonly height?: number;
}

/** The map viridis (van der Walt and Smith, CC0), in nine steps: monotone in brightness, for any colour vision. */
const COLORS = [
  "#440154",
  "#482878",
  "#3e4989",
  "#31688e",
  "#26828e",
  "#1f9e89",
  "#35b779",
  "#6ece58",
  "#b5de2b",
  "#fde725",
];
const LEVELS = 64;
const MARGIN = { right: 100, top: 40, bottom: 62 };

/** Draws a heat map as one SVG file, the same bytes for the same data. */
export function heatMap({
  x,
  y,
  values,
  label,
  scale = "linear",
  range,
  cellText,
  width = 640,
  height = 480,
  ...captions
}: HeatMap): string {
  const longest = "names" in y ? Math.max(0, ...y.names.map(textWidth)) : 0;
  const left = Math.max(72, 36 + longest);
  const box: Box = {
    left,
    top: MARGIN.top,
    width: width - left - MARGIN.right,
    height: height - MARGIN.top - MARGIN.bottom,
  };
  const [low, high] =
    range ??
    rangeOf(
      scale,
      values.flatMap((row) => Array.from(row)),
    );
  const colors = createScale(scale, low, high);
  const axes = { x: axisOf(x), y: axisOf(y) };
  const cells =
    drawCells(values, axes, box, colors) +
    (cellText === undefined ? "" : drawTexts(values, axes, box, colors, cellText));
  const frame = drawAxes(box, axes.x.scale, axes.y.scale, { x: x.label, y: y.label });
  return svgFile({ width, height }, captions, frame + inside(box, cells) + drawBar(box, colors, label));
}

interface CellAxis {
  readonly edges: readonly number[];
  readonly scale: Scale;
}

function axisOf(axis: HeatMapAxis): CellAxis {
  if ("edges" in axis) {
    const [low, high] = rangeOf("linear", axis.edges);
    return { edges: axis.edges, scale: createScale("linear", low, high) };
  }
  const count = axis.names.length;
  const scale = createScale("linear", 0, count);
  const ticks = axis.names.map((name, i) => ({ value: i + 0.5, text: name }));
  return { edges: Array.from({ length: count + 1 }, (_, i) => i), scale: { ...scale, ticks } };
}

type Axes = { readonly x: CellAxis; readonly y: CellAxis };

/** One path for each colour: files stay small. */
function drawCells(values: HeatMap["values"], { x, y }: Axes, { width, height }: Box, colors: Scale): string {
  const paths = new Map<number, string>();
  const [xs, ys] = [
    x.edges.map((edge) => x.scale.place(edge) * width),
    y.edges.map((edge) => (1 - y.scale.place(edge)) * height),
  ];
  for (const [j, row] of values.entries()) {
    for (let i = 0; i < row.length; i++) {
      const share = colors.place(row[i] as number);
      if (Number.isNaN(share)) continue;
      const level = Math.round(LEVELS * Math.min(1, Math.max(0, share)));
      const cell = `M${px(xs[i] as number)} ${px(ys[j] as number)}H${px(xs[i + 1] as number)}V${px(ys[j + 1] as number)}H${px(xs[i] as number)}z`;
      paths.set(level, (paths.get(level) ?? "") + cell);
    }
  }
  const levels = [...paths].sort(([a], [b]) => a - b);
  return levels
    .map(([level, d]) => tag("path", { fill: colorAt(level / LEVELS), "shape-rendering": "crispEdges", d }))
    .join("");
}

function drawTexts(
  values: HeatMap["values"],
  { x, y }: Axes,
  { width, height }: Box,
  colors: Scale,
  cellText: (value: number) => string,
): string {
  const middle = ({ edges, scale }: CellAxis, i: number): number =>
    (scale.place(edges[i] as number) + scale.place(edges[i + 1] as number)) / 2;
  return values
    .flatMap((row, j) =>
      Array.from(row, (value, i) => {
        const share = colors.place(value);
        if (Number.isNaN(share)) return "";
        const style = { style: `fill:${share > 0.6 ? "#1f2328" : "#ffffff"}` };
        return text(middle(x, i) * width, (1 - middle(y, j)) * height + 4, cellText(value), "middle", style);
      }),
    )
    .join("");
}

/** What the colours mean, to the right of the map. */
function drawBar({ left, top, width, height }: Box, colors: Scale, label: string): string {
  const [x, wide] = [left + width + 16, 14];
  const step = height / LEVELS;
  const parts = Array.from({ length: LEVELS }, (_, level) =>
    tag("rect", {
      fill: colorAt((level + 0.5) / LEVELS),
      "shape-rendering": "crispEdges",
      x,
      y: top + height - (level + 1) * step,
      width: wide,
      height: step,
    }),
  );
  const ticks = colors.ticks
    .filter((tick) => tick.text !== "")
    .map((tick) => text(x + wide + 5, top + (1 - colors.place(tick.value)) * height + 4, tick.text, "faint"));
  const [at, middle] = [left + width + MARGIN.right - 12, px(top + height / 2)];
  const name = text(at, Number(middle), label, "middle", { transform: `rotate(-90 ${px(at)} ${middle})` });
  return [...parts, tag("rect", { class: "frame", x, y: top, width: wide, height }), ...ticks, name].join("");
}

/** The colour at a share of the way through the map. */
function colorAt(share: number): string {
  const at = share * (COLORS.length - 1);
  const [from, to] = [COLORS[Math.floor(at)] as string, COLORS[Math.ceil(at)] as string];
  const channel = (color: string, i: number): number => Number.parseInt(color.slice(1 + 2 * i, 3 + 2 * i), 16);
  const mixed = [0, 1, 2].map((i) => Math.round(channel(from, i) + (channel(to, i) - channel(from, i)) * (at % 1)));
  return `#${mixed.map((value) => value.toString(16).padStart(2, "0")).join("")}`;
}
