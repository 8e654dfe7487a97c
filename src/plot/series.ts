import { px, tag } from "./markup.js";
import type { Scale } from "./scale.js";
import { colorClass } from "./theme.js";

type Numbers = ArrayLike<number>;

interface Named {
  /** In the legend; series without a name are left out of it. */
  readonly name?: string | undefined;
  /** Number of the colour; where left out, the place among the chart's lines, histograms and points. */
  readonly color?: number;
}

/** Values joined by a line; it has a gap where a value is NaN or can't be shown on a logarithmic axis. */
export interface LineSeries extends Named {
  readonly kind: "line";
  readonly x: Numbers;
  readonly y: Numbers;
  readonly dashed?: boolean;
}

/** A histogram: `values` [N] between `edges` [N + 1], with error bars of +- `errors` [N]. */
export interface StepSeries extends Named {
  readonly kind: "step";
  readonly edges: Numbers;
  readonly values: Numbers;
  readonly errors?: Numbers;
  readonly filled?: boolean;
  readonly dashed?: boolean;
}

/** Markers, with bars from `yLow` to `yHigh` and from `xLow` to `xHigh` where they are given. All are [N]. */
export interface PointSeries extends Named {
  readonly kind: "points";
  readonly x: Numbers;
  readonly y: Numbers;
  readonly yLow?: Numbers;
  readonly yHigh?: Numbers;
  readonly xLow?: Numbers;
  readonly xHigh?: Numbers;
  /** Radius in pixels; 3.2 where left out, and about 1.2 for clouds of many points. */
  readonly size?: number;
}

/** The area between `low` and `high`, all [N]: a spread around a line. */
export interface BandSeries extends Named {
  readonly kind: "band";
  readonly x: Numbers;
  readonly low: Numbers;
  readonly high: Numbers;
}

/** A line across the plot at one value of an axis: a threshold, a goal. */
export interface RuleSeries extends Named {
  readonly kind: "rule";
  readonly axis: "x" | "y";
  readonly at: number;
}

export type Series = LineSeries | StepSeries | PointSeries | BandSeries | RuleSeries;

/** All coordinates of a series along an axis. */
export function coordinates(series: Series, axis: "x" | "y"): readonly Numbers[] {
  const given = (...all: (Numbers | undefined)[]): Numbers[] => all.filter((each) => each !== undefined);
  switch (series.kind) {
    case "line":
      return [series[axis]];
    case "step":
      if (axis === "x") return [series.edges];
      return series.errors === undefined ? [series.values] : [series.values, ...barEnds(series.values, series.errors)];
    case "points":
      return axis === "x" ? given(series.x, series.xLow, series.xHigh) : given(series.y, series.yLow, series.yHigh);
    case "band":
      return axis === "x" ? [series.x] : [series.low, series.high];
    case "rule":
      return axis === series.axis ? [[series.at]] : [];
  }
}

function barEnds(values: Numbers, errors: Numbers): readonly [Numbers, Numbers] {
  return [
    Float64Array.from(values, (value, i) => value - (errors[i] as number)),
    Float64Array.from(values, (value, i) => value + (errors[i] as number)),
  ];
}

/** Pixels; what is further outside of the frame is drawn here. */
const FAR = 1e6;

/** Maps values to pixels inside the frame; NaN where there is no place for a value. */
export interface Place {
  readonly x: (value: number) => number;
  readonly y: (value: number) => number;
  readonly width: number;
  readonly height: number;
}

export function placeIn(x: Scale, y: Scale, width: number, height: number): Place {
  const pixel = (at: number): number => (Number.isFinite(at) ? Math.min(FAR, Math.max(-FAR, at)) : Number.NaN);
  return {
    x: (value) => pixel(x.place(value) * width),
    y: (value) => pixel((1 - y.place(value)) * height),
    width,
    height,
  };
}

/** The marks of a series in the colour of this number. */
export function drawSeries(series: Series, place: Place, color: number): string {
  const css = colorClass(color);
  switch (series.kind) {
    case "line":
      return stroke(path(pixels(series.x, place.x), pixels(series.y, place.y)), `line ${css}`, series.dashed);
    case "step":
      return drawSteps(series, place, css);
    case "points":
      return drawPoints(series, place, css, color);
    case "band": {
      const x = pixels(series.x, place.x);
      const back = path([...x].reverse(), [...pixels(series.low, place.y)].reverse()).replace("M", "L");
      return tag("path", { class: `area ${css}`, d: `${path(x, pixels(series.high, place.y))}${back}Z` });
    }
    case "rule": {
      const pixel = place[series.axis](series.at);
      if (Number.isNaN(pixel)) return "";
      const at = px(pixel);
      const d = series.axis === "x" ? `M${at} 0V${px(place.height)}` : `M0 ${at}H${px(place.width)}`;
      return stroke(d, series.color === undefined ? "thin rule" : `thin ${css}`, true);
    }
  }
}

const pixels = (values: Numbers, place: (value: number) => number): Float64Array => Float64Array.from(values, place);

const stroke = (d: string, css: string, dashed = false): string =>
  tag("path", { class: css, d, ...(dashed && { "stroke-dasharray": "6 4" }) });

/** A polygon through all points that are numbers, with a gap at the others. */
function path(x: Numbers, y: Numbers): string {
  let d = "";
  let pen = "M";
  for (let i = 0; i < x.length; i++) {
    const [px_, py] = [x[i] as number, y[i] as number];
    const shown = Number.isFinite(px_) && Number.isFinite(py);
    if (shown) d += `${pen}${px(px_)} ${px(py)}`;
    pen = shown ? "L" : "M";
  }
  return d;
}

function drawSteps({ edges, values, errors, filled, dashed }: StepSeries, place: Place, css: string): string {
  // What is below a logarithmic axis is drawn to its end.
  const floor = place.height;
  const level = (value: number): number => {
    const y = place.y(value);
    return Number.isNaN(y) && value <= 0 ? floor : y;
  };
  const x = pixels(edges, place.x);
  const along = Array.from(values, (_, i) => [x[i] as number, x[i + 1] as number]).flat();
  const up = Array.from(values, (value) => [level(value), level(value)]).flat();
  const [first, last] = [x[0] as number, x[values.length] as number];
  const outline = path([first, ...along, last], [floor, ...up, floor]);
  const zero = Math.min(floor, level(0));
  const area = filled
    ? tag("path", { class: `area ${css}`, d: path([first, ...along, last], [zero, ...up, zero]) })
    : "";
  if (errors === undefined) return area + stroke(outline, `line ${css}`, dashed);
  const middles = Array.from(values, (_, i) => ((x[i] as number) + (x[i + 1] as number)) / 2);
  const [low, high] = barEnds(values, errors);
  const bars = verticalBars(middles, pixels(low, level), pixels(high, place.y));
  return area + stroke(outline, `line ${css}`, dashed) + stroke(bars, `thin ${css}`);
}

function drawPoints(series: PointSeries, place: Place, css: string, shape: number): string {
  const [x, y] = [pixels(series.x, place.x), pixels(series.y, place.y)];
  const bars: string[] = [];
  if (series.yLow !== undefined && series.yHigh !== undefined) {
    const low = pixels(series.yLow, place.y).map((end) => (Number.isNaN(end) ? place.height : end));
    bars.push(verticalBars(x, low, pixels(series.yHigh, place.y)));
  }
  if (series.xLow !== undefined && series.xHigh !== undefined) {
    const [low, high] = [pixels(series.xLow, place.x), pixels(series.xHigh, place.x)];
    for (let i = 0; i < x.length; i++) {
      const [from, to, at] = [low[i] as number, high[i] as number, y[i] as number];
      if ([from, to, at].every(Number.isFinite)) bars.push(`M${px(from)} ${px(at)}H${px(to)}`);
    }
  }
  let dots = "";
  for (let i = 0; i < x.length; i++) {
    const [cx, cy] = [x[i] as number, y[i] as number];
    if (Number.isFinite(cx) && Number.isFinite(cy)) dots += marker(cx, cy, series.size ?? 3.2, shape);
  }
  const marks = tag("path", { class: `dot ${css}`, d: dots });
  return bars.length === 0 ? marks : stroke(bars.join(""), `thin ${css}`) + marks;
}

function verticalBars(x: Numbers, low: Numbers, high: Numbers): string {
  let d = "";
  for (let i = 0; i < x.length; i++) {
    const [at, from, to] = [x[i] as number, low[i] as number, high[i] as number];
    if ([at, from, to].every(Number.isFinite) && from !== to) d += `M${px(at)} ${px(from)}V${px(to)}`;
  }
  return d;
}

/** Circle, square, triangle or diamond by the number of the series, so that it is known without colours too. */
export function marker(x: number, y: number, radius: number, shape: number): string {
  const r = px(radius);
  const wide = px(2 * radius);
  switch (shape % 4) {
    case 0:
      return `M${px(x - radius)} ${px(y)}a${r} ${r} 0 1 0 ${wide} 0a${r} ${r} 0 1 0 -${wide} 0z`;
    case 1:
      return `M${px(x - radius)} ${px(y - radius)}h${wide}v${wide}h-${wide}z`;
    case 2:
      return `M${px(x)} ${px(y - 1.2 * radius)}l${px(1.2 * radius)} ${px(2.1 * radius)}h${px(-2.4 * radius)}z`;
    default:
      return `M${px(x)} ${px(y - 1.3 * radius)}l${px(1.3 * radius)} ${px(1.3 * radius)}l${px(-1.3 * radius)} ${px(1.3 * radius)}l${px(-1.3 * radius)} ${px(-1.3 * radius)}z`;
  }
}
