import { findProgram } from "./find-program.js";
import type { Register } from "./program.js";
import { table } from "./table.js";
import { toolVersion } from "./version.js";

interface Tool {
  readonly name: string;
  /** Asked for a version; the vendor's tools take many seconds to say theirs and are only located. */
  readonly version?: string;
  readonly use: string;
  readonly without: string;
}

const PROJECT_STEPS = "the project is written and verified; its";

const TOOLS: readonly Tool[] = [
  {
    name: "g++",
    version: "--version",
    use: "verify, make csim",
    without: "install it (apt install g++), or use clang++",
  },
  { name: "clang++", version: "--version", use: "verify, where there is no g++", without: "not needed with g++" },
  {
    name: "make",
    version: "--version",
    use: "make csim|csynth|cosim|export|vsynth",
    without: "run the commands of the Makefile by hand",
  },
  { name: "verilator", version: "--version", use: "nothing yet", without: "not needed" },
  { name: "iverilog", version: "-V", use: "nothing yet", without: "not needed" },
  {
    name: "vitis_hls",
    use: "make csynth|cosim|export (to 2024.1)",
    without: `${PROJECT_STEPS} synthesis needs Vitis HLS`,
  },
  {
    name: "vitis-run",
    use: "make csynth|cosim|export (from 2024.2)",
    without: `${PROJECT_STEPS} synthesis needs Vitis`,
  },
  { name: "v++", use: "the unified flow with hls_config.cfg", without: "vitis-run does the same" },
  { name: "vivado", use: "make vsynth", without: `${PROJECT_STEPS} logic synthesis needs Vivado` },
];

/** Commands that need nothing but Node. */
const ALWAYS = ["compile", "predict", "check", "config", "ops", "passes", "explain"];

export const doctorCommand: Register = (program, run) =>
  program
    .command("doctor")
    .description("look for compilers, simulators and vendor tools, and say which commands work without them")
    .addHelpText("after", "\nExample:\n  bxc doctor --json")
    .action(
      run(async ({ io }) => {
        const tools = await Promise.all(TOOLS.map((tool) => examine(tool, io.env)));
        const all = [...tools, await examineOnnxRuntime()];
        const compiler = tools.some(({ name, found }) => found && (name === "g++" || name === "clang++"));
        const works = [...ALWAYS, ...(compiler ? ["verify"] : [])];
        const rows = all.map(({ found, name, version, use, without }) => [
          found ? "yes" : "no",
          name,
          found ? version : "",
          use,
          found ? "" : without,
        ]);
        const text = [
          `bxc ${toolVersion()}, Node ${process.version}, ${process.platform} ${process.arch}\n`,
          table(["found", "tool", "version", "used by", "without it"], rows),
          `commands that work here: ${works.join(", ")}${compiler ? "" : "; verify needs a C++ compiler"}\n`,
        ].join("\n");
        return { data: { version: toolVersion(), node: process.version, tools: all, commands: works }, text };
      }),
    );

interface Finding extends Omit<Tool, "version"> {
  readonly found: boolean;
  readonly path?: string;
  readonly version: string;
}

async function examine({ version: flag, ...tool }: Tool, env: NodeJS.ProcessEnv): Promise<Finding> {
  const path = await findProgram(tool.name, env);
  if (path === undefined) return { ...tool, found: false, version: "" };
  if (flag === undefined) return { ...tool, found: true, path, version: path };
  const { execa } = await import("execa");
  const { stdout, exitCode } = await execa(path, [flag], { env, reject: false, timeout: 10_000 });
  const version = String(stdout ?? "").split("\n")[0] ?? "";
  return { ...tool, found: exitCode === 0, path, version };
}

/** The float reference is an optional package with native code; only loading it tells whether it works. */
async function examineOnnxRuntime(): Promise<Finding> {
  const tool = {
    name: "onnxruntime-node",
    use: "verify: distance to the float model",
    without: "verify compares bits all the same; npm install onnxruntime-node",
  };
  try {
    const { env } = await import("onnxruntime-node");
    return { ...tool, found: true, version: env.versions.node ?? "" };
  } catch {
    return { ...tool, found: false, version: "" };
  }
}
