import { fileURLToPath } from "node:url";
import { describe, it } from "vitest";
import { expectSameBits, goldensIn, label } from "./same-bits.js";

/** Bits of an emulator that shares nothing with this code: see trigger/README.md. */
const TRIGGER = fileURLToPath(new URL("trigger", import.meta.url));

describe("networks of the shape of real trigger projects", () => {
  it.each(goldensIn(TRIGGER, () => "model.onnx").map((golden) => [label(golden), golden] as const))("%s", (_, golden) =>
    expectSameBits(golden),
  );
});
