// Writes the generated files of models/ and their README.
import { readFileSync, writeFileSync } from "node:fs";
import { CONFIGURATIONS, MODEL_FILES, modelsReadme } from "./models/files.js";
import { trainedSection } from "./models/trained.js";

const place = (name: string): URL => new URL(`../../models/${name}`, import.meta.url);
for (const { name, make } of MODEL_FILES) writeFileSync(place(name), make());
const names = [...MODEL_FILES.map(({ name }) => name), ...Object.keys(CONFIGURATIONS)];
const read = (name: string): Uint8Array => readFileSync(place(name));
writeFileSync(place("README.md"), modelsReadme(new Map(names.map((name) => [name, read(name)])), trainedSection(read)));
