import { type Box, type Captions, drawAxes, inside, svgFile, text, textWidth } from "./frame.js";
import { tag } from "./markup.js";
import { createScale, rangeOf, type Scale, type ScaleKind } from "./scale.js";
import { coordinates, drawSeries, marker, placeIn, type Series } from "./series.js";
import { colorClass } from "./theme.js";

export interface Axis {
  /** With its unit: `pT [GeV]`. */
  readonly label: string;
  /** Linear where left out. */
  readonly scale?: ScaleKind;
  /** First and last value; what the data need where left out. */
  readonly range?: readonly [number, number];
}

/** A plot of series over common axes. */
export interface Chart extends Captions {
  readonly x: Axis;
  readonly y: Axis;
  /** Drawn in this order. */
  readonly series: readonly Series[];
  /** Pixels; 640 x 420 where left out. */
  readonly width?: number;
  readonly height?: number;
}

/** Space around the data, in pixels. */
const MARGIN = { left: 72, right: 22, top: 40, bottom: 62 };
const LEGEND_LINE = 18;

/** Draws a chart as one SVG file: light or dark as the reader's system is, and the same bytes for the same data. */
export function chart({ x, y, series, width = 640, height = 420, ...captions }: Chart): string {
  const room = width - MARGIN.left - MARGIN.right;
  const entries = legendLines(series, room);
  const top = MARGIN.top + LEGEND_LINE * entries.length;
  const box: Box = { left: MARGIN.left, top, width: room, height: height - top - MARGIN.bottom };
  const scales = { x: scaleOf(x, series, "x"), y: scaleOf(y, series, "y") };
  const place = placeIn(scales.x, scales.y, box.width, box.height);
  const marks = series.map((each, i) => drawSeries(each, place, colorOf(series, i))).join("");
  const axes = drawAxes(box, scales.x, scales.y, { x: x.label, y: y.label });
  return svgFile({ width, height }, captions, axes + inside(box, marks) + drawLegend(entries));
}

/** Number of a series' colour: bands have that of the line behind them, and rules none of their own. */
function colorOf(all: readonly Series[], place: number): number {
  return all[place]?.color ?? all.slice(0, place).filter(({ kind }) => kind !== "band" && kind !== "rule").length;
}

function scaleOf({ scale = "linear", range }: Axis, series: readonly Series[], axis: "x" | "y"): Scale {
  if (range !== undefined) return createScale(scale, ...range);
  const all = series.flatMap((each) => coordinates(each, axis));
  const [low, high] = rangeOf(scale, everyOf(all));
  const isEdge = axis === "x" || series.every(({ kind }) => kind === "rule");
  if (isEdge) return createScale(scale, low, high);
  if (scale === "log") return createScale(scale, low / (high / low) ** 0.05, high * (high / low) ** 0.05);
  // Histograms stand on zero, and so does what nearly reaches it.
  const standing = low >= 0 && (low < high / 4 || series.some(({ kind }) => kind === "step"));
  const margin = 0.05 * (high - (standing ? 0 : low));
  return createScale(scale, standing ? 0 : low - margin, high + margin);
}

function* everyOf(arrays: readonly ArrayLike<number>[]): Generator<number> {
  for (const array of arrays) for (let i = 0; i < array.length; i++) yield array[i] as number;
}

interface Entry {
  readonly series: Series;
  readonly name: string;
  /** Number of the colour. */
  readonly color: number;
  readonly left: number;
}

/** Names of the series in lines above the plot, where no data are. */
function legendLines(all: readonly Series[], room: number): Entry[][] {
  const lines: Entry[][] = [];
  let left = 0;
  for (const [i, series] of all.entries()) {
    if (series.name === undefined) continue;
    const width = 44 + textWidth(series.name);
    if (lines.length === 0 || left + width > room) {
      lines.push([]);
      left = 0;
    }
    lines.at(-1)?.push({ series, name: series.name, color: colorOf(all, i), left });
    left += width;
  }
  return lines;
}

function drawLegend(lines: readonly (readonly Entry[])[]): string {
  return lines
    .flatMap((entries, line) =>
      entries.map(({ series, name, color, left }) => {
        const [x, y] = [MARGIN.left + left, MARGIN.top + 4 + LEGEND_LINE * line];
        return drawKey(series, x, y, color) + text(x + 28, y + 4, name, "");
      }),
    )
    .join("");
}

function drawKey(series: Series, x: number, y: number, color: number): string {
  const css = colorClass(color);
  if (series.kind === "points") return tag("path", { class: `dot ${css}`, d: marker(x + 11, y, 4, color) });
  if (series.kind === "band" || (series.kind === "step" && series.filled))
    return tag("rect", { class: `area ${css}`, x, y: y - 6, width: 22, height: 12 });
  const dashed = series.kind === "rule" || series.dashed === true;
  const look = series.kind === "rule" && series.color === undefined ? "thin rule" : `line ${css}`;
  return tag("path", { class: look, d: `M${x} ${y}h22`, ...(dashed && { "stroke-dasharray": "6 4" }) });
}
