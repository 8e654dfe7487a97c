import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { chart } from "./chart.js";
import { heatMap } from "./heat-map.js";
import { escaped } from "./markup.js";
import { page } from "./page.js";
import { createScale, rangeOf } from "./scale.js";
import type { Series } from "./series.js";
import { STYLE } from "./theme.js";

const axes = { x: { label: "x", range: [0, 10] }, y: { label: "y", range: [0, 10] } } as const;
const NOTE = "toy Monte Carlo, not experiment simulation";

/** Drawn content: the nested SVG that cuts off what leads out of the axes. */
function drawn(series: readonly Series[], y: Parameters<typeof chart>[0]["y"] = axes.y): string {
  const svg = chart({ title: "t", ...axes, y, series });
  return /<svg x=.*?<\/svg>/s.exec(svg)?.[0] ?? "";
}

/** Names of the open elements at the end of a text; every closing tag must fit. */
function openElements(markup: string): string[] {
  const open: string[] = [];
  for (const [, closing, name, empty] of markup.matchAll(/<(\/?)([a-z]\w*)[^<>]*?(\/?)>/gi)) {
    if (closing) expect(open.pop()).toBe(name);
    else if (!empty) open.push(name ?? "");
  }
  return open;
}

describe("ticks", () => {
  const bounds = fc
    .tuple(fc.double({ min: -1e6, max: 1e6, noNaN: true }), fc.double({ min: 1e-4, max: 1e6, noNaN: true }))
    .map(([low, width]) => [low, low + width] as const);

  it("of a linear axis are a few, inside, and differ in their texts", () => {
    fc.assert(
      fc.property(bounds, ([low, high]) => {
        fc.pre(high - low > 1e-6 * Math.abs(low));
        const { ticks, place } = createScale("linear", low, high);
        expect(ticks.length).toBeGreaterThanOrEqual(2);
        expect(ticks.length).toBeLessThanOrEqual(8);
        expect(new Set(ticks.map(({ text }) => text)).size).toBe(ticks.length);
        for (const { value } of ticks) {
          expect(place(value)).toBeGreaterThan(-1e-6);
          expect(place(value)).toBeLessThan(1 + 1e-6);
        }
      }),
    );
  });

  it.each([
    ["linear", 0, 1, "0.0 0.2 0.4 0.6 0.8 1.0"],
    ["linear", -2, 2, "−2 −1 0 1 2"],
    ["linear", 0, 3e-4, "0.0 0.5×10⁻⁴ 1.0×10⁻⁴ 1.5×10⁻⁴ 2.0×10⁻⁴ 2.5×10⁻⁴ 3.0×10⁻⁴"],
    ["linear", 0, 2.4e6, "0.0 0.5×10⁶ 1.0×10⁶ 1.5×10⁶ 2.0×10⁶"],
    ["log", 1e-5, 1, "10⁻⁵ 10⁻⁴ 10⁻³ 10⁻² 10⁻¹ 1"],
    ["log", 15, 500, "20 50 100 200 500"],
    ["log", 0.01, 1000, "0.01 0.1 1 10 100 1000"],
  ] as const)("%s %d to %d", (kind, low, high, texts) => {
    const labelled = createScale(kind, low, high).ticks.filter(({ text }) => text !== "");
    expect(labelled.map(({ text }) => text).join(" ")).toBe(texts);
  });

  it("an axis has a range, whatever the data", () => {
    expect(rangeOf("linear", [])).toEqual([0, 1]);
    expect(rangeOf("linear", [3, Number.NaN, 3])).toEqual([1.5, 4.5]);
    expect(rangeOf("linear", [0])).toEqual([-1, 1]);
    expect(rangeOf("log", [0, -1])).toEqual([0.1, 1]);
    expect(rangeOf("log", [0, 10, 1])).toEqual([1, 10]);
  });
});

describe("a chart", () => {
  // Inside the frame of 640 x 420: 546 pixels wide, 318 high.
  it("places values where the axes say", () => {
    expect(drawn([{ kind: "line", x: [0, 5, 10], y: [0, 5, 10] }])).toContain('d="M0 318L273 159L546 0"');
    const log = { label: "y", scale: "log", range: [1, 100] } as const;
    expect(drawn([{ kind: "line", x: [0, 10], y: [1, 10] }], log)).toContain('d="M0 318L546 159"');
  });

  it("leaves a gap where a value can't be shown", () => {
    const gap = drawn([{ kind: "line", x: [0, 2, 4, 6, 8], y: [1, 1, Number.NaN, 1, 1] }]);
    expect(gap).toMatch(/d="M0 [\d.]+L[\d.]+ [\d.]+M[\d.]+ [\d.]+L[\d.]+ [\d.]+"/);
    const log = { label: "y", scale: "log", range: [1, 100] } as const;
    expect(drawn([{ kind: "line", x: [0, 5, 10], y: [1, 0, 1] }], log)).not.toContain("NaN");
  });

  it("draws a histogram as steps from zero, with its errors", () => {
    const svg = drawn([{ kind: "step", edges: [0, 5, 10], values: [10, 5], errors: [1, 0], filled: true }]);
    expect(svg).toContain('d="M0 318L0 0L273 0L273 159L546 159L546 318"');
    expect(svg).toContain("M136.5 31.8V-31.8");
    expect(svg).toContain('class="area c0"');
  });

  it("draws points with bars, and none for a value that is missing", () => {
    const svg = drawn([
      { kind: "points", x: [5, 6], y: [5, Number.NaN], yLow: [4, 0], yHigh: [6, 0], xLow: [4, 5], xHigh: [6, 7] },
    ]);
    expect(svg).toContain("M273 190.8V127.2");
    expect(svg).toContain("M218.4 159H327.6");
    expect(svg).not.toContain("NaN");
  });

  it("gives a band the colour of its line, and rules none", () => {
    const svg = drawn([
      { kind: "line", x: [0, 1], y: [0, 1] },
      { kind: "rule", axis: "y", at: 5 },
      { kind: "band", x: [0, 1], low: [0, 1], high: [1, 2] },
      { kind: "line", x: [0, 1], y: [1, 2] },
    ]);
    expect([...svg.matchAll(/class="([^"]+)"/g)].map(([, css]) => css)).toEqual([
      "line c0",
      "thin rule",
      "area c1",
      "line c1",
    ]);
  });

  it("is well-formed, whatever it is told, and shows it as text", () => {
    const text = fc.string({ unit: "binary" });
    fc.assert(
      fc.property(text, text, text, (title, label, name) => {
        const series = [{ kind: "line", name, x: [1], y: [1] }] as const;
        const svg = chart({ title, x: { label }, y: { label }, note: name, series });
        expect(openElements(svg)).toEqual([]);
        expect(svg).toContain(`<title>${escaped(title)}</title>`);
      }),
    );
    expect(escaped("<script>&\"'\u0000\ud800")).toBe("&#60;script&#62;&#38;&#34;&#39;");
  });

  it("has finite coordinates, whatever the numbers", () => {
    const value = fc.oneof(fc.double(), fc.integer({ min: -5, max: 5 }));
    const values = fc.array(value, { minLength: 3, maxLength: 3 });
    const scale = fc.constantFrom("linear" as const, "log" as const);
    fc.assert(
      fc.property(values, values, values, values, scale, scale, (a, b, c, d, xScale, yScale) => {
        const x = [0.5, 1, 2];
        const series: Series[] = [
          { kind: "line", x: a, y: b },
          { kind: "step", edges: [...x, 4], values: b, errors: c, filled: true },
          { kind: "points", x, y: a, yLow: b, yHigh: c, xLow: d, xHigh: a },
          { kind: "band", x: a, low: c, high: d },
          { kind: "rule", axis: "y", at: d[0] ?? 0 },
        ];
        const axis = { x: { label: "x", scale: xScale }, y: { label: "y", scale: yScale } };
        const svg = chart({ title: "t", ...axis, series });
        expect(svg.replace(/<style>.*<\/style>/s, "")).not.toMatch(/NaN|Infinity|undefined|\de[+-]/);
        expect(openElements(svg)).toEqual([]);
      }),
    );
  });

  it("is the same bytes again", () => {
    const series = [{ kind: "points", name: "a", x: [1, 2], y: [1 / 3, 2 / 3] }] as const;
    const draw = () =>
      chart({ title: "t", description: "d", note: NOTE, x: { label: "x" }, y: { label: "y" }, series });
    expect(draw()).toBe(draw());
    expect(draw()).toContain(NOTE);
  });

  it("has a style that is its own", () => {
    const selectors = STYLE.replace(/@media[^{]*\{/g, "").matchAll(/([^{}]+)\{[^{}]*\}/g);
    for (const [, list = ""] of selectors)
      for (const selector of list.trim().split(",")) expect(selector).toMatch(/^\.bx-plot /);
    expect(STYLE).toContain("prefers-color-scheme:dark");
    expect(chart({ title: "t", ...axes, series: [] })).not.toMatch(/ id=|url\(/);
  });
});

describe("a heat map", () => {
  it("gives the ends of its range the ends of its colours, and NaN none", () => {
    const svg = heatMap({
      title: "t",
      x: { label: "x", names: ["a", "b", "c"] },
      y: { label: "y", edges: [0, 1] },
      label: "share",
      range: [0, 1],
      values: [[0, 1, Number.NaN]],
      cellText: (value) => value.toFixed(1),
    });
    const cells = [...(/<svg x=.*?<\/svg>/s.exec(svg)?.[0].matchAll(/fill="(#\w+)"/g) ?? [])].map(([, color]) => color);
    expect(cells).toEqual(["#440154", "#fde725"]);
    expect(svg.match(/>(0\.0|1\.0|NaN)<\/text>/g)?.length).toBeGreaterThanOrEqual(2);
    expect(svg).not.toContain("NaN");
    expect(openElements(svg)).toEqual([]);
  });
});

describe("a page", () => {
  const html = page({
    title: "</title><script>alert(1)</script>",
    notice: NOTE,
    sections: [
      {
        heading: "h & h",
        blocks: [
          { kind: "text", text: "<b>" },
          {
            kind: "table",
            header: ["name", "AUC"],
            rows: [
              ["<i>", { text: "0.9 ± 0.1", value: 0.9 }],
              ["b", 2],
            ],
          },
          { kind: "figures", figures: [{ svg: chart({ title: "t", ...axes, series: [] }), caption: '"c"' }] },
        ],
      },
    ],
    provenance: [["model", "a<b.onnx"]],
  });

  it("shows what it is told as text", () => {
    expect(html).not.toMatch(/alert\(1\)<\/script>|<b>|<i>|a<b/);
    expect(html).toContain(`<p class="notice">${NOTE}</p>`);
    expect(html).toContain('<td class="number" data-value="0.9">0.9 ± 0.1</td>');
  });

  it("holds everything it needs, with figures as images of their own", () => {
    expect(html).not.toMatch(/(src|href)="(?!data:image\/svg\+xml;base64,)/);
    expect(html).toContain("default-src 'none'");
    expect(html).not.toContain("bx-plot");
    const [, encoded = ""] = /base64,([^"]*)"/.exec(html) ?? [];
    expect(Buffer.from(encoded, "base64").toString()).toBe(chart({ title: "t", ...axes, series: [] }));
  });
});
