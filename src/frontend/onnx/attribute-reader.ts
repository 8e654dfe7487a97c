import type { ImportContext, OnnxAttribute } from "../../ir/import.js";

/** Attributes by the type that an operator's definition gives them; another type is reported and the default stands in. */
export type AttributeReader = Pick<ImportContext, "attribute" | "int" | "ints" | "float" | "string">;

export function attributeReader(
  attributes: ReadonlyMap<string, OnnxAttribute>,
  fail: ImportContext["fail"],
): AttributeReader {
  function typed<T extends OnnxAttribute>(
    name: string,
    byDefault: T,
    expected: string,
    is: (value: OnnxAttribute) => value is T,
  ): T {
    const value = attributes.get(name);
    if (value === undefined) return byDefault;
    if (is(value)) return value;
    fail("BX1105", { attribute: name, expected });
    return byDefault;
  }
  return {
    attribute: (name) => attributes.get(name),
    int: (name, byDefault) => typed(name, byDefault, "an integer", isInteger),
    ints: (name, byDefault) => typed(name, byDefault, "a list of integers", isIntegers),
    float: (name, byDefault) => typed(name, byDefault, "a finite number", isNumber),
    string: (name, byDefault) => typed(name, byDefault, "a text", (value) => typeof value === "string"),
  };
}

function isNumber(value: OnnxAttribute): value is number {
  return Number.isFinite(value);
}

function isInteger(value: OnnxAttribute): value is number {
  return Number.isInteger(value);
}

function isIntegers(value: OnnxAttribute): value is readonly number[] {
  return Array.isArray(value) && value.every((entry) => Number.isInteger(entry));
}
