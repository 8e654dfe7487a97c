import { layerEntry, modelEntry } from "./layer-schema.js";
import { layerPrecision, modelPrecision, precision } from "./precision.js";
import { TOP } from "./schema.js";
import type { JsonSchema } from "./shape.js";

/** Parts that occur more than once, under the names by which the schema refers to them. */
const DEFINITIONS: Readonly<Record<string, JsonSchema>> = {
  precision: precision.json,
  layerPrecision: layerPrecision.json,
  modelPrecision: modelPrecision.json,
  layer: layerEntry.json,
  model: modelEntry.json,
};

/** The configuration's schema as JSON Schema (draft 7) text, from the same definition that `parseConfig` reads by. */
export function jsonSchemaText(): string {
  const names = new Map(Object.entries(DEFINITIONS).map(([name, schema]) => [schema, name]));
  /** A copy with every shared part but `top` itself replaced by a reference. */
  const linked = (schema: unknown, top: unknown): unknown => {
    if (Array.isArray(schema)) return schema.map((item) => linked(item, top));
    if (typeof schema !== "object" || schema === null) return schema;
    const name = schema === top ? undefined : names.get(schema as JsonSchema);
    if (name !== undefined) return { $ref: `#/definitions/${name}` };
    const { allOf, ...rest } = schema as { allOf?: readonly JsonSchema[] };
    const [only] = allOf ?? [];
    // A reference hides what stands beside it, so a field refers through `allOf`; anything else needs no such wrapping.
    if (only !== undefined && !names.has(only)) return { ...rest, ...(linked(only, top) as object) };
    return Object.fromEntries(Object.entries(schema).map(([key, value]) => [key, linked(value, top)]));
  };
  const definitions = Object.fromEntries(
    Object.entries(DEFINITIONS).map(([name, schema]) => [name, linked(schema, schema)]),
  );
  const schema = {
    $schema: "http://json-schema.org/draft-07/schema#",
    title: "Bunchcross configuration",
    description: "hls4ml's configuration keys, closed: a key that is not listed is an error.",
    ...(linked(TOP.json, TOP.json) as object),
    definitions,
  };
  return `${JSON.stringify(schema, null, 2)}\n`;
}
