import type { Reporter } from "../diagnostics/reporter.js";
import { sizeOf } from "../ir/tensor.js";

/**
 * How many events an array holds for a port: [N, ...shape of one event], or [N, elements of one event].
 * Anything else is reported (by axis) and gives undefined: rows are never cut or glued to fit.
 */
export function eventsIn(
  array: { readonly shape: readonly number[] },
  port: { readonly name: string; readonly shape: readonly number[] },
  file: string,
  reporter: Reporter,
): number | undefined {
  const { shape } = array;
  const event = port.shape;
  const at = { file, onnxValue: port.name };
  if (shape.length === 2 && shape[1] === sizeOf(event)) return nonZero(shape, at, reporter);
  if (shape.length !== event.length + 1) {
    const single = shape.length === event.length && shape.every((dim, axis) => dim === event[axis]);
    reporter.report("BX3013", { shape, event, single }, at);
    return undefined;
  }
  const axis = event.findIndex((dim, i) => dim !== shape[i + 1]);
  if (axis >= 0) {
    const [length, expected] = [shape[axis + 1] ?? 0, event[axis] ?? 0];
    reporter.report("BX3012", { shape, event, axis: axis + 1, length, expected }, at);
    return undefined;
  }
  return nonZero(shape, at, reporter);
}

function nonZero(
  shape: readonly number[],
  at: { file: string; onnxValue: string },
  reporter: Reporter,
): number | undefined {
  if (shape[0] === 0) {
    reporter.report("BX3014", { shape }, at);
    return undefined;
  }
  return shape[0];
}

/** The number of events of all inputs, reported where they differ. */
export function sameEvents(
  names: readonly string[],
  events: readonly number[],
  reporter: Reporter,
): number | undefined {
  const odd = events.findIndex((count) => count !== events[0]);
  if (odd < 0) return events[0] ?? 0;
  const [first, other] = [names[0] ?? "", names[odd] ?? ""];
  reporter.report("BX3015", { first, events: events[0] ?? 0, other, otherEvents: events[odd] ?? 0 });
  return undefined;
}

/** Index of an element inside its event as the user counts it: `7`, or `(2, 0)` for more than one axis. */
export function featureName(index: number, shape: readonly number[]): string {
  if (shape.length < 2) return String(index);
  const parts: number[] = [];
  let rest = index;
  for (const dim of [...shape].reverse()) {
    parts.unshift(rest % dim);
    rest = Math.floor(rest / dim);
  }
  return `(${parts.join(", ")})`;
}
