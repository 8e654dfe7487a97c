// Writes the generated pages of the documentation, or with `--check` fails where one is out of date.
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { diagnosticsPage } from "./docs/diagnostics.js";
import { opsPage } from "./docs/ops.js";

const PAGES = { "docs/diagnostics.md": diagnosticsPage, "src/ops/README.md": opsPage };
const check = process.argv.includes("--check");
for (const [name, page] of Object.entries(PAGES)) {
  const file = new URL(`../../${name}`, import.meta.url);
  const text = page();
  if (existsSync(file) && readFileSync(file, "utf8") === text) continue;
  if (check) {
    process.stderr.write(`${name} is out of date: run \`npm run generate\`\n`);
    process.exitCode = 1;
  } else writeFileSync(file, text);
}
