import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { createReporter } from "../diagnostics/reporter.js";
import { PASSES } from "../passes/pipeline.js";
import { compile } from "./compile.js";
import { effectiveValues } from "./effective.js";

const golden = (file: string): string => `test/golden/hls4ml/${file}`;

function explained(model: string, config: string): ReadonlyMap<string, string> {
  const reporter = createReporter();
  const request = {
    model: { file: model, bytes: readFileSync(model) },
    config: { file: config, text: readFileSync(config, "utf8") },
    passes: { disable: PASSES.map(({ name }) => name) },
  };
  const compiled = compile(request, reporter);
  if (compiled === undefined) throw new Error(JSON.stringify(reporter.diagnostics));
  return new Map(effectiveValues(compiled).map(({ key, value }) => [key, value]));
}

it("says what came of every rule and of every `auto`", () => {
  const values = explained(golden("act_softmax/model.onnx"), golden("act_softmax/name_auto_stable/config.json"));
  expect([...values.values()].filter((value) => value === "by rule" || value === "auto")).toEqual([]);
  expect(Object.fromEntries([...values].filter(([key]) => /x|Softmax_0/.test(key)))).toMatchObject({
    "LayerName.x.Precision.result": "auto: ap_fixed<16,6>",
    "LayerName.Softmax_0.Precision.inp_norm": "ap_ufixed<36,16>",
    "LayerName.Softmax_0.InvTableSize": "1024",
    "LayerName.Softmax_0.Precision.result": "auto: ap_fixed<16,6>",
  });
});

it("tells exact sums from accumulators", () => {
  const own = explained("models/btagger.onnx", "models/btagger.yml");
  expect(own.get("LayerName.dense1.Precision.accum")).toBe("exact");
  const theirs = explained(golden("mlp_big/model.onnx"), golden("mlp_big/sat_accum_resource_rf4/config.json"));
  expect(theirs.get("LayerName.MatMul_0.Precision.accum")).toMatch(/^ap_fixed<\d+,\d+,AP_\w+,AP_SAT>$/);
});
