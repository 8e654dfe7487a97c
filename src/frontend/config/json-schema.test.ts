import { readFileSync } from "node:fs";
import { Ajv } from "ajv";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { jsonSchemaText } from "./json-schema.js";

const validate = new Ajv({ strict: false, allErrors: true }).compile(JSON.parse(jsonSchemaText()));
const accepts = (yaml: string): boolean => validate(parse(yaml)) as boolean;

describe("the published JSON Schema", () => {
  it("is the one that parseConfig reads by", () => {
    expect(readFileSync("schema/bunchcross.schema.json", "utf8")).toBe(jsonSchemaText());
  });

  it.each([
    "Part: xcvu13p-flga2577-2-e\nNumerics: bunchcross\nVersion: 1.0.0\nInputData: null",
    "io_type: io_parallel\nhls_config:\n  Model: {Precision: auto, Strategy: resource_unrolled}",
    "LayerName:\n  fc1: {Precision: {weight: 'ap_fixed<8,3,AP_RND>', bias_t: int<4>}, TableSize: 512, exp_table_t: auto}\n  fc2:",
    "ClockUncertainty: 27%\nWriterConfig: {Namespace: jets, WriteTar: false}",
  ])("accepts\n%s", (yaml) => expect(accepts(yaml)).toBe(true));

  it.each([
    "Parts: x",
    "ClockPeriod: -5",
    "IOType: io_paralel",
    "HLSConfig: {Model: {ReuseFactor: '4'}}",
    "HLSConfig: {Model: {TableSize: 512}}",
    "LayerName: {fc1: {Precison: auto}}",
    "LayerName: {fc1: {Precision: {wieght: auto}}}",
    "Model: {Precision: 'ap_fixed16,6'}",
    "Model: {Strategy: Latncy}",
    "LayerName: {fc1: {Skip: true}}",
  ])("refuses %s", (yaml) => expect(accepts(yaml)).toBe(false));
});
