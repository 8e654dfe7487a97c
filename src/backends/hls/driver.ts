import { lines } from "./firmware.js";
import type { CArray } from "./scope.js";
import type { FirmwareView } from "./view.js";

/** Macro that makes the firmware record every layer: it names the header that records. */
export const TRACE = 'BXC_TRACE="nnet_trace.h"';

/**
 * `static void run_NAME(in, out)`: reads a 32-bit count of events and their inputs as raw integers, runs the network
 * and writes raw integers: for each event the layers (where compiled with `TRACE`) and then the outputs.
 * See templates/nnet_utils/nnet_trace.h for the form of an integer.
 */
export function runnerText(view: FirmwareView, runner: string, top: string): string {
  const declare = ({ type, name, size }: CArray): string => `        static ${type} ${name}[${size}];`;
  const ports = [...view.inputs, ...view.outputs];
  return lines([
    `static void ${runner}(std::FILE *in, std::FILE *out) {`,
    "    std::uint32_t events = 0;",
    "    if (std::fread(&events, sizeof events, 1, in) != 1) std::exit(2);",
    "    for (std::uint32_t event = 0; event < events; event++) {",
    ...ports.map(declare),
    ...view.inputs.map(({ name, size }) => `        nnet::read_raw(in, ${name}, ${size});`),
    `        ${top}(${ports.map(({ name }) => name).join(", ")});`,
    ...view.outputs.map(({ name, size }) => `        nnet::write_raw(out, ${name}, ${size});`),
    "    }",
    "}",
  ]);
}

/** `program INPUT OUTPUT`: calls the runners one after the other on the same two files. */
export function driverMain(runners: readonly string[]): string {
  return lines([
    "int main(int argc, char **argv) {",
    '    std::FILE *in = argc == 3 ? std::fopen(argv[1], "rb") : nullptr;',
    '    std::FILE *out = argc == 3 ? std::fopen(argv[2], "wb") : nullptr;',
    "    if (in == nullptr || out == nullptr) return 2;",
    "    nnet::trace_file() = out;",
    ...runners.map((runner) => `    ${runner}(in, out);`),
    "    return std::fclose(out) == 0 ? 0 : 3;",
    "}",
  ]);
}
