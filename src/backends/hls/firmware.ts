import { printApFixed } from "../../fixed/text.js";
import type { HlsField } from "../../ir/op.js";
import { commentText } from "../../support/names.js";
import { literals } from "./literals.js";
import type { CArray, Literal } from "./scope.js";
import { type FirmwareView, type Layer, originText } from "./view.js";

/** The C++ of a network, in pieces that the files of a project or one translation unit of many networks hold. */

export function typedefText(view: FirmwareView): string {
  return lines(view.typedefs.map(({ name, type }) => `typedef ${type} ${name};`));
}

/** `static const weight2_t w2[48] = {...};` under a comment of shape, least, greatest and zeros. */
export function literalText({ name, type, size, tensor, about }: Literal): string {
  const values = literals(tensor, type);
  const numbers = Array.from(tensor.data, Number);
  const { width, int } = tensor.type.elem;
  const worth = (mantissa: number): string => String(mantissa * 2 ** (int - width));
  const range = `min ${worth(Math.min(...numbers))}, max ${worth(Math.max(...numbers))}`;
  const zeros = numbers.filter((value) => value === 0).length;
  return lines([
    `// ${commentText(about)}`,
    `// shape [${tensor.type.shape.join(", ")}], ${range}, ${zeros} of ${size} are zero`,
    `static const ${type} ${name}[${size}] = {\n    ${wrapped(values)}};`,
  ]);
}

export function configText(layer: Layer): string {
  return lines([
    `// ${commentText(originText(layer.node.origin))}`,
    `struct ${layer.config} {`,
    ...Object.entries(layer.call.config).map(([name, field]) => `    ${fieldText(name, field)}`),
    ...layer.elements.map(({ name, type }) => `    typedef ${type} ${name};`),
    "};",
  ]);
}

function fieldText(name: string, field: HlsField): string {
  if (typeof field === "boolean") return `static const bool ${name} = ${field};`;
  if (typeof field === "number") return `static const ${field < 0 ? "int" : "unsigned"} ${name} = ${field};`;
  return "cpp" in field ? field.cpp : `typedef ${printApFixed(field)} ${name};`;
}

/** `void name(input_t x[16], layer7_t y[5])` */
export function prototype(view: FirmwareView): string {
  const ports = [...view.inputs, ...view.outputs];
  return `void ${view.name}(${ports.map(({ name, type, size }) => `${type} ${name}[${size}]`).join(", ")})`;
}

export function topText(view: FirmwareView): string {
  return lines([
    `${prototype(view)} {`,
    ...pragmas(view),
    ...view.layers.flatMap((layer) => ["", ...layerLines(layer, view.outputs.includes(layer.out))]),
    ...(view.copies.length === 0 ? [] : [""]),
    ...view.copies.map(
      ({ from, to }) => `    nnet::copy<${from.type}, ${to.type}, ${to.size}>(${from.name}, ${to.name});`,
    ),
    "}",
  ]);
}

function pragmas(view: FirmwareView): string[] {
  const port = ({ name }: CArray): string => `    #pragma HLS INTERFACE ap_vld port=${name}`;
  return [
    ...view.inputs.map(({ name }) => `    #pragma HLS ARRAY_RESHAPE variable=${name} complete dim=0`),
    ...view.outputs.map(({ name }) => `    #pragma HLS ARRAY_PARTITION variable=${name} complete dim=0`),
    ...[...view.inputs, ...view.outputs].map(port),
    `    #pragma HLS ${schedule(view)}`,
  ];
}

/** One pipeline started every `reuse` cycles; layers that share multipliers (Resource) run as a chain of processes. */
function schedule(view: FirmwareView): string {
  if (view.layers.some(({ node }) => settingOf(node.attrs, "strategy") === "Resource")) return "DATAFLOW";
  const reuse = view.layers.map(({ node }) => Number(settingOf(node.attrs, "reuse") ?? 1));
  return `PIPELINE II=${Math.max(1, ...reuse)}`;
}

/** A scheduling attribute, which ops with multipliers name alike. */
function settingOf(attrs: unknown, name: "strategy" | "reuse"): unknown {
  return typeof attrs === "object" && attrs !== null ? (attrs as Readonly<Record<string, unknown>>)[name] : undefined;
}

function layerLines({ node, call, out, args, config }: Layer, isPort: boolean): string[] {
  const types = args.slice(0, call.arguments.indexOf("out") + 1).map(({ type }) => type);
  const local = [
    `    ${out.type} ${out.name}[${out.size}];`,
    `    #pragma HLS ARRAY_PARTITION variable=${out.name} complete dim=0`,
  ];
  return [
    `    // ${commentText(originText(node.origin))}`,
    ...(isPort ? [] : local),
    `    nnet::${call.fn}<${[...types, config].join(", ")}>(${args.map(({ name }) => name).join(", ")});`,
    "#ifdef BXC_TRACE",
    `    nnet::trace(${out.name}, ${out.size});`,
    "#endif",
  ];
}

/** Values in lines of at most 120 characters. */
function wrapped(values: readonly string[]): string {
  const rows: string[] = [];
  let row = "";
  for (const value of values) {
    if (row.length + value.length > 116) {
      rows.push(row);
      row = "";
    }
    row += row === "" ? value : `, ${value}`;
  }
  return [...rows, row].join(",\n    ");
}

export function lines(all: readonly string[]): string {
  return `${all.join("\n")}\n`;
}
