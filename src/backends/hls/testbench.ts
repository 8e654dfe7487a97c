import { mantissaAt } from "../../fixed/arith.js";
import { fraction } from "../../fixed/types.js";
import { eventStride, eventsOf, type IntTensor, sizeOf } from "../../ir/tensor.js";
import { must } from "../../support/errors.js";
import { createNamer } from "../../support/names.js";
import { lines, qualifiedTop, usingText } from "./firmware.js";
import { exactDecimal } from "./literals.js";
import type { CArray } from "./scope.js";
import type { FirmwareView } from "./view.js";

/** Events for the test bench: inputs in port order, and what the simulation makes of them. */
export interface TestVectors {
  readonly inputs: readonly IntTensor[];
  readonly outputs: readonly IntTensor[];
}

/** `<name>_test.cpp`: compares every bit of every event; anything missing or different makes it return 1. */
export function testBenchText(view: FirmwareView): string {
  const declare = ({ type, name, size }: CArray): string => `        ${type} ${name}[${size}];`;
  const ports = [...view.inputs, ...view.outputs].map(({ name }) => name);
  const fresh = createNamer(ports);
  const expectations = new Map(view.outputs.map((port) => [port, fresh(`expected_${port.name}`)]));
  const expected = (port: CArray): string => must(expectations.get(port), port.name);
  return lines([
    `// Runs the events of tb_data through ${view.name} and compares the results bit by bit.`,
    `#include "firmware/${view.name}.h"`,
    '#include "firmware/nnet_utils/nnet_testbench.h"',
    "",
    ...usingText(view),
    "#ifdef RTL_SIM",
    '#define RESULTS_LOG "tb_data/rtl_cosim_results.log"',
    "#else",
    '#define RESULTS_LOG "tb_data/csim_results.log"',
    "#endif",
    "",
    "int main() {",
    '    nnet::event_file input_rows("tb_data/tb_input_features.dat");',
    '    nnet::event_file output_rows("tb_data/tb_output_predictions.dat");',
    "    if (!input_rows.is_open() || !output_rows.is_open()) return 1;",
    "    std::ofstream results_log(RESULTS_LOG);",
    "    unsigned long event_count = 0, mismatches = 0;",
    "    for (; input_rows.next(); event_count++) {",
    ...[...view.inputs, ...view.outputs].map(declare),
    ...view.outputs.map((port) => declare({ ...port, name: expected(port) })),
    ...view.inputs.map(({ name, size }) => `        if (!input_rows.read(${name}, ${size})) return 1;`),
    "        if (!input_rows.at_end()) return 1;",
    "        if (!output_rows.next()) return nnet::uneven();",
    ...view.outputs.map((port) => `        if (!output_rows.read(${expected(port)}, ${port.size})) return 1;`),
    "        if (!output_rows.at_end()) return 1;",
    `        ${qualifiedTop(view)}(${ports.join(", ")});`,
    ...view.outputs.flatMap((port) => [
      `        mismatches += nnet::compare("${port.name}", ${port.name}, ${expected(port)}, ${port.size}, event_count);`,
      `        nnet::write(results_log, ${port.name}, ${port.size});`,
    ]),
    '        results_log << "\\n";',
    "    }",
    "    if (output_rows.next()) return nnet::uneven();",
    "    return nnet::verdict(event_count, mismatches);",
    "}",
  ]);
}

/** Largest number of values for which tb_data also holds raw integers in hexadecimal. */
const MOST_HEX_VALUES = 4000;

/** Files of tb_data: one event a line, all ports one after the other, every decimal exact; hexadecimal where small. */
export function testData({ inputs, outputs }: TestVectors): Map<string, string> {
  const events = eventsOf([...inputs, ...outputs]);
  const files = new Map<string, string>();
  for (const [name, tensors] of [
    ["tb_input_features", inputs],
    ["tb_output_predictions", outputs],
  ] as const) {
    files.set(`tb_data/${name}.dat`, rows(tensors, events, decimalOf));
    const values = events * tensors.reduce((sum, { type }) => sum + sizeOf(type.shape), 0);
    if (values <= MOST_HEX_VALUES) files.set(`tb_data/${name}.hex`, rows(tensors, events, hexOf));
  }
  return files;
}

type Format = (tensor: IntTensor, mantissa: bigint) => string;

function rows(tensors: readonly IntTensor[], events: number, format: Format): string {
  const row = (event: number): string =>
    tensors
      .flatMap((tensor) => {
        const base = event * eventStride(tensor);
        return Array.from({ length: sizeOf(tensor.type.shape) }, (_, i) =>
          format(tensor, mantissaAt(tensor.data, base + i)),
        );
      })
      .join(" ");
  return lines(Array.from({ length: events }, (_, event) => row(event)));
}

const decimalOf: Format = ({ type }, mantissa) => exactDecimal(mantissa, fraction(type.elem));

const hexOf: Format = ({ type }, mantissa) =>
  BigInt.asUintN(type.elem.width, mantissa)
    .toString(16)
    .padStart(Math.ceil(type.elem.width / 4), "0");
