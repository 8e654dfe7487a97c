// Writes every generated file of the tree, or with `--check` fails where one is out of date.
import { spawnSync } from "node:child_process";

const GENERATORS = ["tools/registry.mjs", "dist/tools/generate.js", "tools/schema.mjs"];
const check = process.argv.includes("--check") ? ["--check"] : [];
for (const script of GENERATORS) {
  if (script.startsWith("dist/")) run(["node_modules/typescript/bin/tsc", "-p", "tsconfig.build.json"]);
  run([script, ...check]);
}

function run(args) {
  const { status } = spawnSync(process.execPath, args, { stdio: "inherit" });
  if (status !== 0) process.exit(status ?? 1);
}
