// Writes schema/bunchcross.schema.json from the built program. `--check` fails instead where the file is out of date.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { jsonSchemaText } from "../dist/frontend/config/json-schema.js";

const TARGET = "schema/bunchcross.schema.json";
const text = jsonSchemaText();
const current = existsSync(TARGET) ? readFileSync(TARGET, "utf8") : "";
if (process.argv.includes("--check")) {
  if (current !== text) {
    process.stderr.write(`${TARGET} is out of date: run \`npm run generate\`\n`);
    process.exitCode = 1;
  }
} else if (current !== text) {
  mkdirSync("schema", { recursive: true });
  writeFileSync(TARGET, text);
}
