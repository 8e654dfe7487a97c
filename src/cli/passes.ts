import type { Register } from "./program.js";
import { table } from "./table.js";

export const passesCommand: Register = (program, run) =>
  program
    .command("passes")
    .description("list the passes of the compiler in the order in which they run")
    .addHelpText("after", "\nExample:\n  bxc compile model.onnx --disable-pass fuse-bias")
    .action(
      run(async () => {
        const { PASSES } = await import("../passes/pipeline.js");
        const passes = PASSES.map(({ name, semantics, summary }) => ({ name, semantics, summary }));
        const rows = passes.map((pass, i) => [i + 1, pass.name, pass.semantics, pass.summary]);
        return { data: { passes }, text: table(["#", "pass", "semantics", "summary"], rows) };
      }),
    );
