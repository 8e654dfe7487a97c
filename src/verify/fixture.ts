import { mantissaAt } from "../fixed/arith.js";
import { parseGraph } from "../ir/parse.js";
import { printGraph } from "../ir/print.js";
import { eventStride, eventsOf, sizeOf } from "../ir/tensor.js";
import { opOf } from "../ops/registry.js";
import { must } from "../support/errors.js";
import type { Case } from "./batch.js";
import { inputTensor } from "./events.js";

const SEPARATOR = "\n--- events\n";

/** A case as text: the IR, then one line an event with the mantissas of each input. `parseCase` reads it back. */
export function printCase({ graph, inputs }: Case): string {
  const rows = Array.from({ length: eventsOf(inputs) }, (_, event) =>
    inputs
      .map((tensor) => {
        const base = event * eventStride(tensor);
        return Array.from({ length: sizeOf(tensor.type.shape) }, (_, i) => mantissaAt(tensor.data, base + i)).join(" ");
      })
      .join(" | "),
  );
  return `${printGraph(graph).trimEnd()}${SEPARATOR}${rows.join("\n")}\n`;
}

export function parseCase(text: string): Case {
  const [ir, events] = text.split(SEPARATOR);
  const graph = parseGraph(must(ir, "IR"), opOf);
  const rows = must(events, "events")
    .trim()
    .split("\n")
    .map((row) => row.split("|").map((port) => port.trim().split(/\s+/).map(BigInt)));
  const inputs = graph.inputs.map(({ value }, port) =>
    inputTensor(must(graph.types.get(value), value), rows.length, (event, i) =>
      must(rows[event]?.[port]?.[i], `event ${event} of input ${port}`),
    ),
  );
  return { graph, inputs };
}
