import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, it } from "vitest";
import { expectSameBits, goldensIn, label } from "./same-bits.js";

/** Bits of hls4ml's own emulation: see hls4ml/README.md; the larger set beside a checkout is used where it is there. */
const OWN = fileURLToPath(new URL("hls4ml", import.meta.url));
const SHARED = fileURLToPath(new URL("../../../shared/golden/hls4ml", import.meta.url));

describe("hls4ml's bits", () => {
  it.each(goldensIn(OWN, () => "model.onnx").map((golden) => [label(golden), golden] as const))("%s", (_, golden) =>
    expectSameBits(golden),
  );
});

describe.skipIf(!existsSync(SHARED))("hls4ml's bits, shared goldens (skipped where ../shared is not there)", () => {
  const shared = existsSync(SHARED) ? goldensIn(SHARED, (name) => `${name}_hls4ml.onnx`) : [];
  it.each(shared.map((golden) => [label(golden), golden] as const))("%s", (_, golden) => expectSameBits(golden));
});
