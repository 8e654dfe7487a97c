import type { parquetSchema } from "hyparquet";
import type { DType } from "../../data/nd-array.js";

/** A column in a file's schema, or a part of one. */
export type Node = ReturnType<typeof parquetSchema>;

/** Element type of a column of numbers, or of lists of numbers; for others what they hold instead. */
export type ElementType =
  | { readonly dtype: DType; readonly list: boolean }
  | { readonly dtype: undefined; readonly found: string };

/** Source: Apache Parquet, "LogicalTypes.md", sections "Numeric Types" and "Nested Types". */
export function elementType(node: Node): ElementType {
  const item = listItem(node);
  const { element, children } = item ?? node;
  if (item === undefined && (children.length > 0 || element.repetition_type === "REPEATED"))
    return { dtype: undefined, found: children.length > 0 ? "a struct" : "repeated values without a list" };
  if (children.length > 0) return { dtype: undefined, found: "lists of lists or structs" };
  const dtype = numberType(element);
  if (dtype !== undefined) return { dtype, list: item !== undefined };
  const found = element.logical_type?.type ?? element.converted_type ?? element.type ?? "no type";
  return { dtype: undefined, found };
}

/** What a list holds: LIST > repeated group > element; undefined where a column is no such list. */
function listItem({ element, children: [repeated] }: Node): Node | undefined {
  const isList = element.converted_type === "LIST" || element.logical_type?.type === "LIST";
  return isList && repeated?.children.length === 1 ? repeated.children[0] : undefined;
}

function numberType({ type, converted_type: converted, logical_type: logical }: Node["element"]): DType | undefined {
  if (type === "FIXED_LEN_BYTE_ARRAY") return logical?.type === "FLOAT16" ? "float16" : undefined;
  if (logical?.type === "INTEGER") return `${logical.isSigned ? "int" : "uint"}${logical.bitWidth}` as DType;
  const named = /^(U?INT)_(8|16|32|64)$/.exec(converted ?? "");
  if (named !== null) return `${named[1] === "INT" ? "int" : "uint"}${named[2]}` as DType;
  // Dates, times and decimals are integers with another meaning.
  if (converted !== undefined || logical !== undefined) return undefined;
  return PLAIN[type ?? ""];
}

const PLAIN: Readonly<Record<string, DType>> = {
  BOOLEAN: "bool",
  INT32: "int32",
  INT64: "int64",
  FLOAT: "float32",
  DOUBLE: "float64",
};
