import { TOY_NOTICE } from "../../../data/sample.js";
import { histogram, uniformEdges } from "../../../metrics/bins.js";
import { efficiencyAgainst } from "../../../metrics/efficiency.js";
import { rocCurve, thinned } from "../../../metrics/roc.js";
import { chart } from "../../../plot/chart.js";
import { heatMap } from "../../../plot/heat-map.js";
import type { Series } from "../../../plot/series.js";
import { type Columns, columnNamed } from "../../data/columns.js";
import { predict } from "../../fit/evaluate.js";
import type { Network } from "../../network.js";
import { TOLD } from "./columns.js";
import { passing, type TrackSample, WITHIN } from "./figures.js";

/** One line of a plot: a chain, or fastHisto. */
export interface Named<T> {
  readonly name: string;
  readonly of: T;
}

/** cm: most residuals, in steps of a quarter of a bin. */
const RESIDUALS = uniformEdges(-1, 1, 50);

export function residualPlot(sample: string, all: readonly Named<Float64Array>[]): string {
  return chart({
    title: `Vertex, ${sample}: found minus true place`,
    note: TOY_NOTICE,
    x: { label: "z found - z true [cm]" },
    y: { label: "events" },
    series: all.map(({ name, of }): Series => {
      const { edges, contents } = histogram(of, RESIDUALS);
      return { kind: "step", name, edges, values: contents };
    }),
  });
}

const HARD_TRACKS = [0, 1, 2, 3, 4, 6, 8, 11, 15, 20, 25, 30, 40, 60];

/** Share of events near the true place against the number of tracks of the hard collision. */
export function efficiencyPlot(sample: string, test: Columns, all: readonly Named<Float64Array>[]): string {
  const fromPv = columnNamed(test, "from_pv").data;
  const perEvent = fromPv.length / test.events;
  const own = Float64Array.from({ length: test.events }, (_, event) => {
    return fromPv.subarray(event * perEvent, (event + 1) * perEvent).filter((one: number) => one === 1).length;
  });
  const [limit] = WITHIN;
  return chart({
    title: `Vertex, ${sample}: share within ${limit} cm`,
    note: TOY_NOTICE,
    x: { label: "tracks of the hard collision" },
    y: { label: `share within ${limit} cm`, range: [0, 1] },
    series: all.map(({ name, of }): Series => {
      const bins = efficiencyAgainst(passing(of, limit), own, HARD_TRACKS).filter(({ events }) => events > 0);
      return {
        kind: "points",
        name,
        x: bins.map(({ lowEdge, highEdge }) => (lowEdge + highEdge - 1) / 2),
        y: bins.map(({ value }) => value),
        yLow: bins.map(({ low }) => low),
        yHigh: bins.map(({ high }) => high),
      };
    }),
  });
}

/** Points of a curve in a plot. */
const CURVE_POINTS = 300;

export function associationPlot(sample: string, all: readonly Named<TrackSample>[]): string {
  return chart({
    title: `Association of tracks, ${sample}: ROC`,
    note: TOY_NOTICE,
    x: { label: "share of the hard collision's tracks", range: [0, 1] },
    y: { label: "share of other tracks", scale: "log", range: [1e-3, 1] },
    series: all.map(({ name, of }): Series => {
      const curve = thinned(rocCurve(of), CURVE_POINTS);
      return { kind: "line", name, x: curve.signal, y: curve.background };
    }),
  });
}

/** GeV; the last ends where the network's input saturates. */
const PT = [2, 2.5, 3, 4, 5, 6.5, 8, 10, 13, 16, 20, 25, 32, 40, 50, 64];
const TAN_LAMBDA = uniformEdges(0, 5.5, 22);
const MOST_QUALITY = 7;

/** Weight that the network gives to tracks of the best quality. */
export function weightPlot(network: Network, quantized: boolean): string {
  const middles = (edges: readonly number[]) => edges.slice(1).map((edge, i) => (edge + (edges[i] as number)) / 2);
  const [pts, tans] = [middles(PT), middles(TAN_LAMBDA)];
  const units = TOLD.map(({ unit }) => unit);
  const tracks = tans.flatMap((tan) => pts.flatMap((pt) => [pt, tan, MOST_QUALITY].map((x, k) => x / (units[k] ?? 1))));
  const column = { shape: [units.length], data: Float32Array.from(tracks) };
  const data = { events: pts.length * tans.length, columns: new Map([["features", column]]) };
  const weights = columnNamed(predict(network, data, { quantized }), "weight").data;
  return heatMap({
    title: "Weight of a track of the best quality",
    note: TOY_NOTICE,
    x: { label: "pT [GeV]", edges: PT },
    y: { label: "|tan lambda|", edges: TAN_LAMBDA },
    label: "weight",
    values: tans.map((_, row) => weights.subarray(row * pts.length, (row + 1) * pts.length)),
  });
}
