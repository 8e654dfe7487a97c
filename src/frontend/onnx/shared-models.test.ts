import { existsSync, readdirSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { readBytes } from "../../../test/support/model-diagnostics.js";

const SHARED = new URL("../../../../shared/models/", import.meta.url);
const FOLDERS = ["hls4ml-examples", "qonnx-zoo"].filter((folder) => existsSync(new URL(folder, SHARED)));
const MODELS = FOLDERS.flatMap((folder) => readdirSync(new URL(folder, SHARED)).map((file) => `${folder}/${file}`));

/** Why the models that are refused are refused; every other one is imported. */
const REFUSED: Readonly<Record<string, readonly RegExp[]>> = {
  "hls4ml-examples/separable_conv_model_ch_last.onnx": [/BX1034.*786432 elements/],
  // The exporter swaps batch and features around a normalization of 64 channels, of which the swapped tensor has one.
  "hls4ml-examples/three_layer_bn_keras.onnx": Array.from({ length: 8 }, () => /BX1112.*Transpose/),
  "hls4ml-examples/tiny_unet_ch_last.onnx": [
    /BX1034.*196608 elements/,
    ...Array.from({ length: 4 }, () => /BX1101.*Resize/),
  ],
  "qonnx-zoo/unsw_nb15-mlp-w2a2.onnx": Array.from({ length: 3 }, () => /BX1160.*scale/),
};

describe.skipIf(MODELS.length === 0)("the public models (../shared/models)", () => {
  test.each(MODELS)("%s", (file) => {
    const { model, graph, says } = readBytes(readFileSync(new URL(file, SHARED)));
    const errors = says.filter((line) => line.startsWith("error"));
    const expected = REFUSED[file] ?? [];
    expect(errors).toHaveLength(expected.length);
    expected.forEach((pattern, i) => expect(errors[i]).toMatch(pattern));
    if (expected.length === 0)
      expect(graph?.outputs.map(({ name }) => name)).toEqual(model?.outputs.map(({ name }) => name));
  });
});
