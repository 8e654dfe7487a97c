#!/usr/bin/env node
import { existsSync } from "node:fs";

const program = new URL("../dist/bin/main.js", import.meta.url);
if (existsSync(program)) {
  const { main } = await import(program.href);
  process.exitCode = await main(process.argv.slice(2));
} else {
  process.stderr.write("bxc is not built yet: run `npm ci` (or `npm run build`) in the Bunchcross folder first.\n");
  process.exitCode = 5;
}
