import { sizeOf } from "../../ir/tensor.js";
import { assertNever } from "../../support/errors.js";
import { inputPorts, outputPorts, type Program } from "../block-driver.js";
import { aligned, type BlockLayout, createBlockLayout } from "../layout.js";
import type { ReferenceStep, Step } from "../step.js";
import { foldBody } from "./fold.js";
import { mapBody } from "./map.js";
import { matrixBody } from "./matrix.js";
import { emitPorts, type Form } from "./ports.js";
import type { Context } from "./step-text.js";
import { createConstants, indent, stepComment } from "./text.js";

/** Bytes of a `Port` of entries.h. */
export const PORT_BYTES = 24;

/** Events of a block: `EVENTS` of lanes.h. */
const BLOCK_EVENTS = 64;

/** A plan as C++. */
export interface NativeProgram {
  /** To be compiled between floats.h and entries.h. */
  readonly source: string;
  readonly layout: BlockLayout;
  /** Bytes of memory of a simulator; all 0 at first. */
  readonly bytes: number;
  /** What a block takes, in order; compiled parts go by their number. */
  readonly segments: readonly ({ readonly kind: "compiled"; readonly number: number } | ReferenceStep)[];
  /** Of each input, then each output: the forms of values that the program converts. */
  readonly forms: readonly (readonly Form[])[];
  /** Elements of one event of each of these ports. */
  readonly sizes: readonly number[];
  readonly outputs: number;
  /** Address of the records of the ports: see `Port` of entries.h. */
  readonly ports: number;
}

/** Generates the C++ of a graph's plan: the same text for the same plan. */
export function emitNative(program: Program): NativeProgram {
  const { plan } = program;
  const layout = createBlockLayout(plan, BLOCK_EVENTS);
  const constants = createConstants();
  let scratch = 0;
  const context: Context = {
    layout,
    constants,
    scratch: (bytes) => {
      scratch = Math.max(scratch, aligned(bytes));
      return layout.end;
    },
  };
  const segments: NativeProgram["segments"][number][] = [];
  const calls: string[] = [];
  const functions = plan.steps.map((step, i) => {
    if (step.kind === "reference") {
      segments.push(step);
      return "";
    }
    if (segments.at(-1)?.kind !== "compiled") segments.push({ kind: "compiled", number: calls.push("") - 1 });
    calls[calls.length - 1] += ` step_${i}(memory);`;
    return stepFunction(context, step, i);
  });
  const { text, forms } = emitPorts(context, program);
  const inputs = inputPorts(program).map(({ size }) => size);
  const sizes = [...inputs, ...outputPorts(program).map(({ type }) => sizeOf(type.shape))];
  const ports = layout.end + scratch;
  const head = `\nnamespace {\n\n${constants.text()}\n`;
  const tail = entryConstants(inputs.length, sizes, layout.mask, ports, calls);
  return {
    source: [head, ...functions, text, tail, "}  // namespace\n"].join(""),
    layout,
    bytes: ports + PORT_BYTES * sizes.length,
    segments,
    forms,
    sizes,
    outputs: sizes.length - inputs.length,
    ports,
  };
}

function stepFunction(context: Context, step: Exclude<Step, ReferenceStep>, number: number): string {
  const head = `__attribute__((noinline)) void step_${number}(std::uint8_t *const memory) {\n`;
  return `${stepComment(step)}${head}${bodyOf(context, step)}}\n\n`;
}

function bodyOf(context: Context, step: Exclude<Step, ReferenceStep>): string {
  switch (step.kind) {
    case "map":
      return mapBody(context, step);
    case "fold":
      return foldBody(context, step);
    case "matrix":
      return matrixBody(context, step);
    default:
      return assertNever(step, "step");
  }
}

/** What the entries of entries.h have to know. */
function entryConstants(
  inputs: number,
  sizes: readonly number[],
  mask: number,
  ports: number,
  calls: readonly string[],
) {
  return [
    `constexpr int INPUTS = ${inputs};\n`,
    "// Elements of one event of each port: of inputs, then of outputs.\n",
    `constexpr int ELEMENTS[] = {${sizes.join(", ")}};\n`,
    "// Addresses: which events of a block are real, and where the ports' values are.\n",
    `constexpr std::size_t MASK = ${mask};\nconstexpr std::size_t PORTS = ${ports};\n\n`,
    "void run_steps([[maybe_unused]] std::uint8_t *memory, int segment) {\n",
    indent(
      ["switch (segment) {", ...calls.map((call, i) => `  case ${i}:${call} break;`), "  default: break;", "}"],
      2,
    ),
    "}\n\n",
  ].join("");
}
