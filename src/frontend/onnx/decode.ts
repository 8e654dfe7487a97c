import type { Reporter } from "../../diagnostics/reporter.js";
import { type GraphProto, type ModelProto, modelCodec } from "./schema.js";
import { type Suspect, sniff } from "./sniff.js";

/** A decoded file that is known to hold a graph. */
export type DecodedModel = ModelProto & { readonly graph: GraphProto };

/** The messages of an ONNX file, or undefined where it is none; says which of the usual accidents befell it. */
export function decodeModel(bytes: Uint8Array, file: string, reporter: Reporter): DecodedModel | undefined {
  const suspect = sniff(bytes);
  if (suspect !== undefined) return void reportSuspect(suspect, bytes.length, file, reporter);
  const model = decoded(bytes);
  if (typeof model === "string") return void reporter.report("BX1005", { detail: model }, { file });
  if (!hasGraph(model)) return void reporter.report("BX1004", { what: "a protobuf message without a graph" }, { file });
  return model;
}

function hasGraph(model: ModelProto): model is DecodedModel {
  return model.graph !== null;
}

function decoded(bytes: Uint8Array): ModelProto | string {
  try {
    // The codec's message has the shape that schema.ts describes; protobufjs can't say so in types.
    return modelCodec().decode(bytes) as unknown as ModelProto;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

function reportSuspect(suspect: Suspect, size: number, file: string, reporter: Reporter): void {
  const at = { file };
  switch (suspect.kind) {
    case "empty":
      return reporter.report("BX1001", {}, at);
    case "lfs":
      return reporter.report("BX1002", { size: suspect.size }, at);
    case "truncated":
      return reporter.report("BX1003", { size, missing: suspect.missing }, at);
    case "foreign":
      return reporter.report("BX1004", { what: suspect.what }, at);
  }
}
