import { existsSync, readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { createReporter } from "../../diagnostics/reporter.js";
import { printApFixed } from "../../fixed/text.js";
import { type Config, parseConfig } from "./parse.js";

function read(text: string, codes: readonly string[] = []): Config {
  const reporter = createReporter();
  const config = parseConfig(text, "c.yml", reporter);
  expect(reporter.diagnostics.map(({ code }) => code)).toEqual(codes);
  if (config === undefined) throw new Error("no configuration");
  return config;
}

function modelDefault(config: Config): string | undefined {
  const found = config.model.precision.get("default")?.value;
  return found === undefined || found === "auto" ? found : printApFixed(found);
}

/** As hls4ml's writer leaves it in a project, with PyYAML's anchors, tags and nulls. */
const PROJECT_FILE = `Backend: Vitis
ClockPeriod: 2.8
ClockUncertainty: 12.5%
HLSConfig:
  LayerName:
    Relu_0: &id001
      Precision:
        result: auto
        table: fixed<18,8,TRN,WRAP,0>
      ReuseFactor: 1
      TableSize: 1024
      Trace: false
    Relu_1: *id001
  Model:
    BramFactor: 1000000000
    Precision:
      default: ap_fixed<16,6>
    ReuseFactor: 1
    Strategy: Latency
    TraceOutput: false
IOType: io_parallel
InputData: null
OnnxModel: null
OutputDir: my-hls-test
OutputPredictions: null
Part: xcvu13p-flga2577-2-e
ProjectName: myproject
Stamp: 0aB1
Version: 1.0.0
WriterConfig:
  Namespace: null
  TBOutputStream: both
  WriteEmulationConstants: false
  WriteTar: false
  WriteWeightsTxt: true
`;

const SECTIONS = { Model: { Precision: "fixed<16,6>", ReuseFactor: 2 }, LayerName: { fc1: { Strategy: "Resource" } } };

describe("parseConfig", () => {
  it("reads the file of an hls4ml project", () => {
    const config = read(PROJECT_FILE);
    expect(config.clockPeriod?.value).toBe(2.8);
    expect(config.layerNames.get("Relu_1")?.value).toEqual(config.layerNames.get("Relu_0")?.value);
    expect(config.layerNames.get("Relu_1")?.value.tableSize?.at.line).toBe(11);
    expect(config.namespace).toBeUndefined();
    expect(modelDefault(config)).toBe("ap_fixed<16,6>");
  });

  it("reads the dictionary, the arguments and the file alike", () => {
    const forms = [
      SECTIONS,
      { hls_config: SECTIONS, io_type: "io_parallel", backend: "Vitis", granularity: "name" },
      { HLSConfig: SECTIONS, IOType: "io_parallel" },
    ];
    for (const form of forms) {
      const config = read(JSON.stringify(form, null, "\t"));
      expect(modelDefault(config)).toBe("ap_fixed<16,6>");
      expect(config.model.reuseFactor?.value).toBe(2);
      expect(config.layerNames.get("fc1")?.value.strategy?.value).toBe("Resource");
    }
  });

  it("reads every spelling of a precision", () => {
    const spellings = {
      "ap_fixed<16,6>": "ap_fixed<16,6>",
      "ufixed<8, -2, RND_CONV, SAT>": "ap_ufixed<8,-2,AP_RND_CONV,AP_SAT>",
      "int<4>": "ap_fixed<4,4,AP_TRN_ZERO>",
      "ac_fixed<8,3,false,AC_RND,AC_SAT>": "ap_ufixed<8,3,AP_RND,AP_SAT>",
      "ac_fixed<8,3,true>": "ap_fixed<8,3>",
      "ac_int<5,false>": "ap_ufixed<5,5,AP_TRN_ZERO>",
    };
    for (const [written, type] of Object.entries(spellings)) {
      expect(modelDefault(read(JSON.stringify({ Model: { Precision: written } })))).toBe(type);
    }
  });

  it("accepts auto for the whole model in Bunchcross's numerics, and its own Numerics key", () => {
    const config = read("Numerics: bunchcross\nModel:\n  Precision: auto\n");
    expect([config.world?.value, modelDefault(config)]).toEqual(["bunchcross", "auto"]);
  });

  it("reads a file with a byte order mark and Windows line ends", () => {
    expect(read("\ufeffPart: xcvu13p-flga2577-2-e\r\nClockPeriod: 2\r\n").clockPeriod?.at).toMatchObject({ line: 2 });
  });

  it("does not follow an alias bomb", () => {
    const bomb = `a0: &a0 {b: 1}\n${Array.from({ length: 60 }, (_, i) => `a${i + 1}: &a${i + 1} {x: *a${i}, y: *a${i}}`).join("\n")}\nLayerName: *a60\n`;
    const reporter = createReporter();
    parseConfig(bomb, "c.yml", reporter);
    expect(reporter.diagnostics.length).toBeLessThan(200);
  });
});

const GOLDEN = "../shared/golden/hls4ml";
const FILES = existsSync(GOLDEN)
  ? readdirSync(GOLDEN, { recursive: true, encoding: "utf8" }).filter((path) => path.endsWith("config.json"))
  : [];

describe.skipIf(FILES.length === 0)("the shared hls4ml configurations (../shared)", () => {
  it("are read without remarks", () => {
    for (const path of FILES)
      expect(modelDefault(read(readFileSync(`${GOLDEN}/${path}`, "utf8")))).toBe("ap_fixed<16,6>");
  });
});
