import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { readNpy } from "../../data/npy.js";
import { toTensor } from "../../data/to-tensor.js";
import { createReporter } from "../../diagnostics/reporter.js";
import { compile } from "../../driver/compile.js";
import { interpretBlocks } from "../../sim/interpret-blocks.js";
import { must } from "../../support/errors.js";
import { CONFIGURATIONS, MODEL_FILES, modelsReadme } from "./files.js";
import { TRAINED, trainedSection } from "./trained.js";

const committed = (name: string): Uint8Array =>
  new Uint8Array(readFileSync(new URL(`../../../models/${name}`, import.meta.url)));
const text = (name: string): string => new TextDecoder().decode(committed(name));

test.each(MODEL_FILES)("models/$name is what the generator writes, byte for byte", ({ name, make }) => {
  expect(Buffer.from(make()).equals(committed(name))).toBe(true);
});

test("models/README.md gives the files' hashes", () => {
  const names = [...MODEL_FILES.map(({ name }) => name), ...Object.keys(CONFIGURATIONS)];
  expect(text("README.md")).toBe(
    modelsReadme(new Map(names.map((name) => [name, committed(name)])), trainedSection(committed)),
  );
});

test("the b-tagger has the published size, and its scores spread although nothing was learned", () => {
  const reporter = createReporter();
  const model = { file: "btagger.onnx", bytes: committed("btagger.onnx") };
  const compiled = must(
    compile({ model, config: { file: "btagger.yml", text: text("btagger.yml") } }, reporter),
    "graph",
  );
  expect(compiled.model.metadata.get("weights")).toBe("seeded random weights, not trained");
  const parameters = [...compiled.model.initializers.values()].reduce((sum, { data }) => sum + data.length, 0);
  expect(parameters).toBe(1626);

  const jets = must(readNpy(committed("btagger_input.npy"), "btagger_input.npy", reporter), "jets");
  const x = must(toTensor(jets, must(compiled.inputs[0], "input"), false, "btagger_input.npy", reporter), "tensor");
  const { outputs } = interpretBlocks(compiled.graph, [x]);
  const scores = Array.from(must(outputs[0], "score").data, Number).sort((a, b) => a - b);
  expect(scores.length).toBe(1000);
  expect(scores[100]).toBeLessThan(0.25 * 1024);
  expect(scores[900]).toBeGreaterThan(0.75 * 1024);
  expect(reporter.diagnostics).toEqual([]);
});

test.each(TRAINED)("models/trained/$name is what its manifest says", ({ name }) => {
  const { files } = JSON.parse(text(`trained/${name}/manifest.json`)) as { files: Record<string, string> };
  for (const [file, hash] of Object.entries(files)) {
    expect(
      createHash("sha256")
        .update(committed(`trained/${name}/${file}`))
        .digest("hex"),
      file,
    ).toBe(hash);
  }
});
