import { readdirSync, readFileSync } from "node:fs";
import { test } from "vitest";
import { createReporter } from "../../diagnostics/reporter.js";
import { modelNames } from "../config/model-names.js";
import { resolveSettings } from "../config/settings.js";
import { numericsFor } from "../numerics/index.js";
import { importModel } from "./import-model.js";
import { readModel } from "./read-model.js";

test("x", () => {
  for (const d of ["hls4ml-examples", "qonnx-zoo"])
    for (const f of readdirSync(`../shared/models/${d}`)) {
      if (process.env.ONLY && !f.includes(process.env.ONLY)) continue;

      const r = createReporter();
      const m = readModel(readFileSync(`../shared/models/${d}/${f}`), f, () => undefined, r);
      const t = performance.now();
      let g: any, err: any;
      if (m)
        try {
          const s = resolveSettings(undefined, {} as never, modelNames(m), r)!;
          g = importModel(m, s as never, numericsFor("bunchcross"), r);
        } catch (e) {
          err = e;
        }
      console.log(
        f,
        performance.now() - t,
        g?.nodes.length,
        g?.nodes.map((n: any) => n.kind).join(" "),
        r.diagnostics
          .filter((x) => x.severity !== "note")
          .map((x) => `${x.code} ${x.at.onnxNode}: ${x.message}`)
          .join("\n  "),
        err?.stack?.split("\n").slice(0, 6).join("\n"),
      );
    }
});
