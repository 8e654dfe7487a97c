import { printApFixed } from "../../fixed/text.js";
import type { HlsField } from "../../ir/op.js";
import { commentText } from "../../support/names.js";
import { initiationInterval, isDataflow } from "./dataflow.js";
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

/** The lines inside the network's namespace, where it has one. */
export function enclosed({ namespace }: FirmwareView, body: readonly string[]): string[] {
  if (namespace === undefined) return [...body];
  return [`namespace ${namespace} {`, "", lines(body).trimEnd(), "", `}  // namespace ${namespace}`];
}

/** What makes the network's types visible to a program around it. */
export function usingText({ namespace }: FirmwareView): string[] {
  return namespace === undefined ? [] : [`using namespace ${namespace};`, ""];
}

/** The top function as a program around it calls it. */
export function qualifiedTop({ name, namespace }: FirmwareView): string {
  return namespace === undefined ? name : `${namespace}::${name}`;
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
    ...view.inputs.flatMap((input) => cloneLines(view, input)),
    ...view.layers.flatMap((layer) => [
      "",
      ...layerLines(layer, view.outputs.includes(layer.out)),
      ...cloneLines(view, layer.out),
    ]),
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
    `    #pragma HLS ${isDataflow(view.layers) ? "DATAFLOW" : `PIPELINE II=${initiationInterval(view.layers)}`}`,
  ];
}

function cloneLines(view: FirmwareView, array: CArray): string[] {
  const clones = view.clones.get(array) ?? [];
  const declarations = clones.flatMap(({ to }) => to).flatMap(declaration);
  const calls = clones.map(
    ({ from, to: [first, second] }) =>
      `    nnet::clone<${array.type}, ${array.size}>(${from.name}, ${first.name}, ${second.name});`,
  );
  return declarations.concat(calls);
}

function declaration({ type, name, size }: CArray): string[] {
  return [`    ${type} ${name}[${size}];`, `    #pragma HLS ARRAY_PARTITION variable=${name} complete dim=0`];
}

function layerLines({ node, call, out, args, config }: Layer, isPort: boolean): string[] {
  const types = args.slice(0, call.arguments.indexOf("out") + 1).map(({ type }) => type);
  return [
    `    // ${commentText(originText(node.origin))}`,
    ...(isPort ? [] : declaration(out)),
    `    nnet::${call.fn}<${[...types, config].join(", ")}>(${args.map(({ name }) => name).join(", ")});`,
    `    NNET_TRACE(${out.name}, ${out.size});`,
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
