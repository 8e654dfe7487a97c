import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createReporter } from "../../diagnostics/reporter.js";
import { apFixed, OVERFLOWS, ROUNDINGS } from "../../fixed/types.js";
import { VARIABLES } from "../../ir/import.js";
import { parseConfig } from "./parse.js";
import { resolveSettings } from "./settings.js";
import { type StarterLayer, starterConfig } from "./starter.js";

const FACTS = {
  model: "jets.onnx",
  projectName: "jets",
  part: "xcvu13p-flga2577-2-e",
  clockPeriod: 2.5,
  clockUncertainty: "27%",
  ioType: "io_parallel",
};

const precision = fc
  .record({
    signed: fc.boolean(),
    width: fc.integer({ min: 1, max: 64 }),
    int: fc.integer({ min: -70, max: 70 }),
    rounding: fc.constantFrom(...ROUNDINGS),
    overflow: fc.constantFrom(...OVERFLOWS),
  })
  .map(({ rounding, overflow, ...type }) => apFixed(type, rounding, overflow));

const name = fc.oneof(
  fc.string({ minLength: 1, unit: "binary" }),
  fc.constantFrom("null", "true", "y", "~", "- a", "a: b", '"', "#", "<<", "*x", "/conv/Conv", "a".repeat(5000)),
);

const layer: fc.Arbitrary<StarterLayer> = fc.record(
  {
    name,
    comment: fc.string({ unit: "binary" }),
    precision: fc.dictionary(fc.constantFrom(...VARIABLES), fc.oneof(precision, fc.constant("auto" as const))),
    reuseFactor: fc.integer({ min: 1, max: 512 }),
    strategy: fc.constantFrom("Latency", "Resource", "Unrolled"),
    tableSize: fc.integer({ min: 2, max: 4096 }),
    implementation: fc.constantFrom("stable", "latency", "legacy", "argmax"),
  },
  { requiredKeys: ["name", "comment", "precision"] },
);

describe("starterConfig", () => {
  it("is read back without remarks, whatever the model's names are", () => {
    const layers = fc.uniqueArray(layer, { selector: (made) => made.name.toLowerCase(), maxLength: 6 });
    fc.assert(
      fc.property(layers, (made) => {
        const reporter = createReporter();
        const config = parseConfig(starterConfig({ ...FACTS, layers: made }), "c.yml", reporter);
        const nodes = made.map((l) => ({ name: l.name, opType: "Gemm", constantOperand: true }));
        const settings = resolveSettings(config, {}, { inputs: [], constants: [], nodes }, reporter);
        expect(reporter.diagnostics).toEqual([]);
        expect(settings.world).toBe("bunchcross");
        for (const { name, precision, reuseFactor, tableSize } of made) {
          const read = settings.layer(name, "Gemm");
          for (const variable of VARIABLES) expect(read.precision(variable)).toEqual(precision[variable]);
          expect([read.reuseFactor(), read.tableSize()]).toEqual([reuseFactor ?? 1, tableSize]);
        }
      }),
      { numRuns: 100 },
    );
  });

  it("reads well", () => {
    const result = apFixed({ signed: true, width: 12, int: 4 }, "RND", "SAT");
    const layers = [
      { name: "x", comment: "input, 16 elements", precision: { result } },
      { name: "fc1", comment: "Gemm, 16 x 64", precision: { weight: result, result: "auto" }, reuseFactor: 2 } as const,
    ];
    expect(starterConfig({ ...FACTS, layers })).toMatchInlineSnapshot(`
      "# Configuration of jets.onnx, a proposal of \`bxc config\` to edit.
      # A key that is left out gets its default; \`bxc config --explain\` shows every value in force and where it comes from.

      # bunchcross: types from value ranges, weights rounded to nearest. hls4ml: that tool's bits.
      Numerics: bunchcross
      ProjectName: jets
      Part: xcvu13p-flga2577-2-e
      ClockPeriod: 2.5 # ns
      ClockUncertainty: 27%
      IOType: io_parallel
      HLSConfig:
        Model: # for every layer that says nothing else
          ReuseFactor: 1 # products that one multiplier computes in turn
          Strategy: Latency # or Resource, Unrolled
        # Types are ap_fixed<W,I,Q,O>: W bits, I of them left of the binary point, rounding Q, overflow O;
        # auto: as wide as the values need, so that nothing is rounded.
        LayerName:
          # input, 16 elements
          x:
            Precision:
              result: ap_fixed<12,4,AP_RND,AP_SAT>
          # Gemm, 16 x 64
          fc1:
            Precision:
              weight: ap_fixed<12,4,AP_RND,AP_SAT>
              result: auto
            ReuseFactor: 2
      "
    `);
  });
});
