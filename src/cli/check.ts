import { printApFixed, printType } from "../fixed/text.js";
import type { Port } from "../ir/graph.js";
import { must } from "../support/errors.js";
import { plural, shown } from "../support/text.js";
import { compileModel } from "./compile-model.js";
import { type ModelOptions, modelOptions } from "./model-options.js";
import type { Register } from "./program.js";
import { table } from "./table.js";

const EXAMPLES = `
Examples:
  bxc check model.onnx
  bxc check model.onnx --config hls4ml_config.yml --json

Lists every problem at once; without any, says what goes in and what comes out. Exit code 1 if the model can't be compiled.`;

export const checkCommand: Register = (program, run) =>
  modelOptions(program.command("check"))
    .description("list every problem of a model and its configuration")
    .argument("<model>", "ONNX file")
    .addHelpText("after", EXAMPLES)
    .action(
      run(async (session, options: ModelOptions, file: string) => {
        const compiled = await compileModel(session, file, options);
        if (compiled === undefined) return undefined;
        const { canEmit } = await import("./emit-project.js");
        if (!canEmit(session, compiled)) return undefined;
        const { graph } = compiled;
        const inputs = compiled.inputs.map(({ port, type }) => portRow("input", port, printApFixed(type)));
        const outputs = graph.outputs.map((port) =>
          portRow("output", port, printType(must(graph.types.get(port.value), port.name).elem)),
        );
        const ports = [...inputs, ...outputs];
        const rows = ports.map(({ port, name, shape, type }) => [
          port,
          shown(name, 40),
          `(${["N", ...shape].join(", ")})`,
          type,
        ]);
        const verdict = `${file} can be compiled: ${plural(graph.nodes.length, "layer")}\n\n`;
        return {
          data: { layers: graph.nodes.length, ports },
          text: `${verdict}${table(["port", "name", "shape", "type"], rows)}`,
        };
      }),
    );

function portRow(port: "input" | "output", { name, shape }: Port, type: string) {
  return { port, name, shape, type };
}
