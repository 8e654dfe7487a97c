import { escaped, px, tag } from "./markup.js";
import type { Scale } from "./scale.js";
import { STYLE } from "./theme.js";

/** Words around a plot. */
export interface Captions {
  readonly title: string;
  /** What can be seen, for those who can't. */
  readonly description?: string;
  /** A line below the plot: "toy Monte Carlo, not experiment simulation". */
  readonly note?: string | undefined;
}

/** The rectangle that data are drawn in, in pixels. */
export interface Box {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** A whole SVG file of some size: style, ground, title and note around the content. */
export function svgFile(
  size: { width: number; height: number },
  { title, description, note }: Captions,
  content: string,
): string {
  const { width, height } = size;
  const attributes = {
    xmlns: "http://www.w3.org/2000/svg",
    class: "bx-plot",
    role: "img",
    viewBox: `0 0 ${width} ${height}`,
    width,
    height,
  };
  return `${tag(
    "svg",
    attributes,
    tag("title", {}, escaped(title)),
    tag("desc", {}, escaped([description, note].filter((part) => part !== undefined).join(". "))),
    tag("style", {}, STYLE),
    tag("rect", { class: "ground", width: "100%", height: "100%" }),
    text(width / 2, 24, title, "title middle"),
    content,
    note === undefined ? "" : text(width - 12, height - 8, note, "note faint end"),
  )}\n`;
}

export function text(x: number, y: number, content: string, css: string, more: Record<string, string> = {}): string {
  return tag("text", { x, y, class: css, ...more }, escaped(content));
}

/** Grid, ticks, their numbers and the names of both axes. */
export function drawAxes(box: Box, x: Scale, y: Scale, labels: { readonly x: string; readonly y: string }): string {
  const { left, top, width, height } = box;
  const [right, bottom] = [left + width, top + height];
  const grid: string[] = [];
  const ticks: string[] = [];
  const texts: string[] = [];
  for (const { value, text: number } of x.ticks) {
    const at = px(left + x.place(value) * width);
    if (number !== "") grid.push(`M${at} ${px(top)}V${px(bottom)}`);
    ticks.push(`M${at} ${px(bottom)}v${number === "" ? 3 : 5}`);
    if (number !== "") texts.push(text(Number(at), bottom + 19, number, "faint middle"));
  }
  for (const { value, text: number } of y.ticks) {
    const at = px(bottom - y.place(value) * height);
    if (number !== "") grid.push(`M${px(left)} ${at}H${px(right)}`);
    ticks.push(`M${px(left)} ${at}h${number === "" ? -3 : -5}`);
    if (number !== "") texts.push(text(left - 9, Number(at) + 4, number, "faint end"));
  }
  const middle = px(top + height / 2);
  return [
    tag("path", { class: "grid", d: grid.join("") }),
    tag("path", { class: "frame", d: ticks.join("") }),
    tag("rect", { class: "frame", x: left, y: top, width, height }),
    ...texts,
    text(left + width / 2, bottom + 38, labels.x, "middle"),
    text(16, Number(middle), labels.y, "middle", { transform: `rotate(-90 16 ${middle})` }),
  ].join("");
}

/** Content in coordinates of the box; what leads out of it is cut off, without an id that pages would have to share. */
export function inside({ left, top, width, height }: Box, content: string): string {
  return tag("svg", { x: left, y: top, width, height, viewBox: `0 0 ${px(width)} ${px(height)}` }, content);
}

/** About the width of a text of 12 pixels: fonts differ, and legends leave room. */
export const textWidth = (content: string): number => 6.6 * content.length;
