import { lowestHeld } from "../../fixed/cast.js";
import { type ApFixed, fraction, maxMantissa } from "../../fixed/types.js";
import { bounds, sizeOf } from "../../ir/tensor.js";
import { type InputPort, inputPorts, type OutputPort, outputPorts, type Program } from "../block-driver.js";
import type { View } from "../step.js";
import { type Context, rowAddresses } from "./step-text.js";
import { cppType, indent } from "./text.js";

/** How an array of values is told to the generated functions. */
export const FORMS = { float32: 1, float64: 2, int64: 3 } as const;
export type Form = keyof typeof FORMS;

/** Conversions of the inputs, then outputs, of a program. */
export interface Ports {
  /** The definitions of `read_port` and `write_port`, which convert a block of values of one port. */
  readonly text: string;
  /** Forms that each port is converted from or to; in others JavaScript does it. */
  readonly forms: readonly (readonly Form[])[];
}

/** One form of one port: `values` are a block's, `count` counts those outside the type or rounded. */
interface PortCase {
  readonly port: number;
  readonly form: Form;
  readonly statement: string;
}

export function emitPorts(context: Context, program: Program): Ports {
  const inputs = inputPorts(program).map((port, i) => inputCases(context, port, i));
  const outputs = outputPorts(program).map((port, i) => outputCases(context, port, inputs.length + i));
  const text = [
    ...inputs.map(({ type }) => type),
    "// Values of a block into the rows of an input; false if they have to be converted one by one.\n",
    portFunction(
      "bool read_port",
      "const void *values",
      inputs.flatMap(({ cases }) => cases),
      ["return false;"],
    ),
    "// Rows of an output as values of a block.\n",
    portFunction("void write_port", "void *values", outputs.flat(), []),
  ];
  const forms = [...inputs.map(({ cases }) => cases), ...outputs].map((cases) => cases.map(({ form }) => form));
  return { text: text.join(""), forms };
}

function portFunction(name: string, values: string, cases: readonly PortCase[], end: readonly string[]): string {
  const labelled = cases.map(({ port, form, statement }) => `  case ${4 * port + FORMS[form]}: ${statement}`);
  const parameters = `std::uint8_t *memory, std::int64_t port, std::int64_t form, ${values}, int events`;
  return [
    `${name}([[maybe_unused]] ${parameters.replaceAll(", ", ", [[maybe_unused]] ")},\n`,
    "    [[maybe_unused]] std::int64_t &count) {\n",
    indent(["switch (4 * port + form) {", ...labelled, "  default: break;", "}", ...end], 2),
    "}\n\n",
  ].join("");
}

function inputCases(context: Context, { size, type, view }: InputPort, port: number) {
  const forms = (["float32", "float64"] as const).filter((form) => view !== undefined && readsFloats(form, type, view));
  if (view === undefined || forms.length === 0) return { type: "", cases: [] };
  const rows = rowTable(context, view);
  const scratch = `row<std::int32_t>(memory, ${context.scratch(4 * size * context.layout.events)})`;
  const cases = forms.map((form): PortCase => {
    const single = form === "float32" && type.width <= 24 && fraction(type) >= 0 && fraction(type) <= 100;
    const types = `Input${port}, ${single ? "float" : "double"}, ${cppType(view.storage)}`;
    const given = `static_cast<const ${floatType(form)} *>(values), events, ${rows}, memory, ${scratch}, count`;
    return { port, form, statement: `return read_floats<${types}>(${given});` };
  });
  return { type: inputType(type, size, port), cases };
}

/** Whether vectors convert such values exactly; others are converted one value at a time. */
function readsFloats(form: "float32" | "float64", type: ApFixed, { storage }: View): boolean {
  const frac = fraction(type);
  // Scaled down, the least doubles would lose bits; floats have room as doubles.
  const scales = Math.abs(frac) <= 400 && (frac >= 0 || form === "float32");
  return storage.bits <= 32 && type.width + (type.signed ? 0 : 1) <= 32 && scales;
}

function inputType(type: ApFixed, size: number, port: number): string {
  const { overflow, rounding, signed, width, wrapBits } = type;
  const members = [
    `int elements = ${size}`,
    `double unit = ${powerOfTwo(fraction(type))}`,
    `std::int32_t lowest = ${lowestHeld(type)}`,
    `std::int32_t highest = ${maxMantissa(type)}`,
    `int width = ${width}`,
    `bool is_signed = ${signed}`,
    `bool saturates = ${overflow === "WRAP" && wrapBits > 0}`,
    `Rounding rounding = Rounding::${rounding}`,
    `Overflow overflow = Overflow::${overflow === "SAT_SYM" ? "SAT" : overflow}`,
  ];
  const text = members.map((member) => `static constexpr ${member};`);
  return `struct Input${port} {\n${indent(text, 2)}};\n\n`;
}

/** Integers up to here are doubles. */
const WHOLE = 1n << 53n;

function outputCases(context: Context, { type, view }: OutputPort, port: number): readonly PortCase[] {
  if (view === undefined) return [];
  const [frac, { lo, hi }] = [fraction(type.elem), bounds(type.range)];
  const types = `${sizeOf(type.shape)}, ${cppType(view.storage)}`;
  const rows = rowTable(context, view);
  const whole = `write_mantissas<${types}>(memory, ${rows}, static_cast<std::int64_t *>(values), events); break;`;
  const mantissas: PortCase = { port, form: "int64", statement: whole };
  if (lo < -WHOLE || hi > WHOLE || Math.abs(frac) > 900) return [mantissas];
  const floats = (["float32", "float64"] as const).map((form): PortCase => {
    const given = `memory, ${rows}, ${powerOfTwo(-frac)}, static_cast<${floatType(form)} *>(values), events`;
    return { port, form, statement: `count += write_floats<${types}>(${given}); break;` };
  });
  return [mantissas, ...floats];
}

function floatType(form: "float32" | "float64"): string {
  return form === "float32" ? "float" : "double";
}

function rowTable({ constants, layout }: Context, view: View): string {
  return constants.array("std::uint32_t", "rows", rowAddresses(layout, view).map(String));
}

function powerOfTwo(exponent: number): string {
  return `0x1p${exponent}`;
}
