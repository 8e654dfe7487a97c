// Writes the files of models/ (all but btagger.yml, which is written by hand) and their README.
import { readFileSync, writeFileSync } from "node:fs";
import { MODEL_FILES, modelsReadme } from "./models/files.js";

const FOLDER = new URL("../../models/", import.meta.url);
const files = new Map(MODEL_FILES.map(({ name, make }) => [name, make()]));
for (const [name, bytes] of files) writeFileSync(new URL(name, FOLDER), bytes);
writeFileSync(new URL("README.md", FOLDER), modelsReadme(files, readFileSync(new URL("btagger.yml", FOLDER), "utf8")));
