import type { Register } from "./program.js";
import { table } from "./table.js";

export const opsCommand: Register = (program, run) =>
  program
    .command("ops")
    .description("list the ONNX operators that can be compiled, and what they become")
    .argument("[filter]", "only operators whose name contains this")
    .addHelpText("after", "\nExamples:\n  bxc ops\n  bxc ops pool --json")
    .action(
      run(async (_session, _options, filter: string | undefined) => {
        const { OPS } = await import("../ops/registry.js");
        const wanted = (filter ?? "").toLowerCase();
        const rows = Object.values(OPS)
          .flatMap(({ kind, summary, onnx }) =>
            onnx.map(({ op, domains, since }) => ({ op, domains, since, kind, summary })),
          )
          .filter(({ op, kind }) => `${op} ${kind}`.toLowerCase().includes(wanted))
          .sort((a, b) => a.op.localeCompare(b.op, "en") || a.since - b.since);
        const cells = rows.map(({ op, domains, since, kind, summary }) => [
          op,
          domains.map((domain) => domain || "ai.onnx").join(", "),
          since,
          kind,
          summary,
        ]);
        return {
          data: { operators: rows },
          text: table(["operator", "domain", "since opset", "becomes", "summary"], cells),
        };
      }),
    );
