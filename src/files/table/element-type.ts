import { ARRAYS, type DType, type NdArray } from "../../data/nd-array.js";
import type { Reporter } from "../../diagnostics/reporter.js";
import type { Block } from "./layout.js";

/** Memory for `length` elements, zeros. */
export function elementsOf(dtype: DType, length: number): NdArray["data"] {
  return new ARRAYS[dtype](length);
}

/**
 * Element type of an array that holds all columns of an event, and what they are padded with, exactly. Undefined where
 * there is none, which is reported.
 */
export function commonElementType(blocks: readonly Block[], file: string, reporter: Reporter): DType | undefined {
  const columns = blocks.flatMap((block) =>
    block.columns.map(({ name, dtype }) => ({ name, dtype, pad: block.take?.pad })),
  );
  // Floats first: the smallest type of some integers may be one that no float goes with, though each of them does.
  const ordered = [...columns].sort((a, b) => Number(isFloat(b.dtype)) - Number(isFloat(a.dtype)));
  let common = ordered[0]?.dtype;
  for (const { name, dtype } of ordered) {
    const wider: DType | undefined = common && commonType(common, dtype);
    if (wider === undefined) {
      const first = columns.find((other) => commonType(other.dtype, dtype) === undefined);
      reporter.report(
        "BX3046",
        { first: first?.name ?? "", firstType: first?.dtype ?? "", second: name, secondType: dtype },
        { file },
      );
      return undefined;
    }
    common = wider;
  }
  const type = common;
  const odd = columns.find(({ pad }) => type !== undefined && pad !== undefined && !holds(type, pad));
  if (type === undefined || odd === undefined) return type;
  reporter.report("BX3047", { name: odd.name, pad: odd.pad ?? 0, type }, { file });
  return undefined;
}

/** The type that holds every value of both exactly, if one does. */
function commonType(a: DType, b: DType): DType | undefined {
  if (a === b) return a;
  const [wide, other] = is64(a) ? [a, b] : [b, a];
  if (is64(wide)) {
    if (wide === "int64") return isFloat(other) || other === "uint64" ? undefined : "int64";
    return other === "bool" || other.startsWith("uint") ? "uint64" : undefined;
  }
  if (isFloat(a) && isFloat(b)) return a === "float64" || b === "float64" ? "float64" : "float32";
  if (isFloat(a) || isFloat(b)) return "float64";
  const signed = !(isUnsigned(a) && isUnsigned(b));
  if (a === "uint32" || b === "uint32") return signed ? "int64" : "uint32";
  return "int32";
}

/** Whether an element type has a value: floats have every finite one, rounded. */
function holds(dtype: DType, value: number): boolean {
  if (isFloat(dtype)) return true;
  if (!Number.isSafeInteger(value)) return false;
  if (dtype === "bool") return value === 0 || value === 1;
  const bits = Number(dtype.replace(/\D/g, ""));
  return isUnsigned(dtype) ? value >= 0 && value < 2 ** bits : value >= -(2 ** (bits - 1)) && value < 2 ** (bits - 1);
}

function is64(dtype: DType): boolean {
  return dtype === "int64" || dtype === "uint64";
}

function isUnsigned(dtype: DType): boolean {
  return dtype === "bool" || dtype.startsWith("uint");
}

function isFloat(dtype: DType): boolean {
  return dtype.startsWith("float");
}
