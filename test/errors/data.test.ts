import { describe, expect, it } from "vitest";
import { writeNpz } from "../../src/data/npz.js";
import { dataCodes } from "../../src/diagnostics/codes/data.js";
import { bxc } from "../cli/run.js";
import { npy, npyInt64, resultConfig, smallModel, twoPortModel, workspace } from "../cli/workspace.js";

const files = workspace();
const small = files.write("small.onnx", smallModel());
const two = files.write("two.onnx", twoPortModel());
const good = files.write("good.npy", npy([1, 3], 1, 2, 3));
const pair = files.write("pair.npy", npy([1, 2], 1, 2));
const wide = files.write("wide.json", resultConfig({ act: "ap_fixed<100,40>" }));

interface Fixture {
  readonly what: string;
  readonly model?: string;
  /** Contents of the input, or arguments of their own. */
  readonly input: Uint8Array | string | readonly string[];
  readonly flags?: readonly string[];
  /** `severity[CODE]: message | hint`. */
  readonly says: string;
}

const FIXTURES: readonly Fixture[] = [
  {
    what: "a file that is not there",
    input: ["nowhere.npy"],
    says: "error[BX3001]: the input can't be read: there is no such file",
  },
  {
    what: "text",
    input: "1 2 3\n",
    says: "error[BX3002]: this is no .npy or .npz file: it is text | name it .dat or .csv",
  },
  {
    what: "a header cut short",
    input: npy([1, 3], 1, 2, 3).slice(0, 40),
    says: "error[BX3003]: the .npy header is broken: the file ends inside it | write the file again with numpy.save",
  },
  {
    what: "complex numbers",
    input: Buffer.from(npy([1, 3], 1, 2, 3))
      .toString("latin1")
      .replace("<f4", "<c8"),
    says: "error[BX3004]: arrays of type <c8 can't be read without loss | convert the array first, for example x.astype(numpy.float32)",
  },
  {
    what: "a truncated file",
    input: npy([1, 3], 1, 2, 3).slice(0, -4),
    says: "error[BX3005]: float32 (1, 3) takes 12 bytes, the file holds 8 | the file is truncated: copy or write it again",
  },
  {
    what: "a broken archive",
    input: Buffer.concat([Buffer.from("PK\x03\x04"), Buffer.alloc(40)]),
    says: "error[BX3006]: the .npz archive can't be unpacked: it has no directory at its end, so it is truncated or no archive | write the file again with numpy.savez or numpy.savez_compressed",
  },
  {
    what: "a missing input",
    model: two,
    input: [`a=${pair}`],
    says: "error[BX3010]: no data for input 'b'; data was given for 'a' | give --input 'b=FILE.npy', or an .npz with an array of that name",
  },
  {
    what: "an unknown input",
    input: [`y=${good}`],
    says: "error[BX3011]: the model has no input 'y'; its input is 'x' | did you mean 'x'?",
  },
  {
    what: "an axis too many",
    input: npy([1, 1, 3], 1, 2, 3),
    says: "error[BX3013]: data of shape (1, 1, 3) has 3 axes; expected (N, 3)",
  },
  {
    what: "half of the features, as hls4ml glued them (100, 8)",
    input: npy([4, 2], 1, 2, 3, 4, 5, 6, 7, 8),
    says: "error[BX3012]: data of shape (4, 2) does not fit (N, 3): axis 1 has length 2 instead of 3",
  },
  {
    what: "an event without batch axis",
    input: npy([3], 1, 2, 3),
    says: "error[BX3013]: data of shape (3,) has 1 axis; expected (N, 3) | the batch axis is missing: reshape one event to (1, 3)",
  },
  {
    what: "no events",
    input: npy([0, 3]),
    says: "error[BX3014]: data of shape (0, 3) holds no events",
  },
  {
    what: "inputs of different lengths",
    model: two,
    input: [`a=${pair}`, `b=${files.write("b3.npy", npy([3, 2], 1, 2, 3, 4, 5, 6))}`],
    says: "error[BX3015]: input 'a' has 1 event, input 'b' has 3",
  },
  {
    what: "NaN",
    input: npy([2, 3], 0, 0, 0, 0, Number.NaN, 0),
    says: "error[BX3016]: NaN at sample 1, feature 1 is no fixed-point number",
  },
  {
    what: "infinity",
    input: npy([1, 3], Number.NEGATIVE_INFINITY, Number.NaN, 0),
    says: "error[BX3016]: -Infinity at sample 0, feature 0 (and at least 1 more) is no fixed-point number",
  },
  {
    what: "values outside the input's type",
    input: npy([1, 3], 0, 32.5, -100),
    says: "warning[BX3017]: 2 of 3 input values are outside ap_fixed<16,6,AP_RND,AP_SAT>; first: 32.5 at sample 0, feature 1 | give the input more integer bits, or a saturating mode (AP_SAT)",
  },
  {
    what: "a mantissa outside the input's type",
    input: npyInt64([1, 3], 0n, 0n, 40000n),
    flags: ["--raw"],
    says: "error[BX3018]: mantissa 40000 at sample 0, feature 2 is outside -32768..32767, the range of fixed<16,6>",
  },
  {
    what: "raw outputs beyond int64",
    input: [good],
    flags: ["--raw", "--config", wide],
    says: "error[BX3019]: raw values of output 'y' (fixed<100,40>) do not fit int64 | name a narrower result type for the last layer, or leave --raw out",
  },
];

async function said({ model = small, input, flags = [] }: Fixture): Promise<string[]> {
  const content = typeof input === "string" ? Buffer.from(input, "latin1") : input;
  const specs = content instanceof Uint8Array ? [files.write("input.npy", content)] : content;
  const output = model === two ? files.at("out.npz") : files.at("out.npy");
  const inputs = specs.flatMap((spec) => ["--input", spec]);
  const { stdout } = await bxc("predict", model, ...inputs, "--output", output, ...flags, "--json");
  const { diagnostics } = JSON.parse(stdout) as {
    diagnostics: Record<"severity" | "code" | "message" | "hint", string>[];
  };
  return diagnostics.map((d) => `${d.severity}[${d.code}]: ${d.message}${d.hint === undefined ? "" : ` | ${d.hint}`}`);
}

describe("bad data", () => {
  it.each(FIXTURES.map((fixture) => [fixture.what, fixture] as const))("%s", async (_, fixture) => {
    expect(await said(fixture)).toEqual([fixture.says]);
  });

  it("tells all that is wrong with several inputs", async () => {
    const long = files.write("long.npy", npy([1, 1, 2], 0, 0));
    const short = files.write("short.npy", npy([1, 1], 0));
    const found = await said({ what: "", model: two, input: [`a=${long}`, `b=${short}`], says: "" });
    expect(found).toHaveLength(2);
  });

  it("names the array of an archive that is at fault", async () => {
    const array = { shape: [1, 2], dtype: "float64", data: Float64Array.of(1, 2) } as const;
    const archive = files.write("one.npz", writeNpz(new Map([["a", array]])));
    expect(await said({ what: "", model: two, input: [archive], says: "" })).toEqual([
      "error[BX3010]: no data for input 'b'; data was given for 'a' | give --input 'b=FILE.npy', or an .npz with an array of that name",
    ]);
  });

  it("notes outputs that float32 can't hold", async () => {
    const config = files.write("exact.json", resultConfig({ x: "ap_fixed<40,4>", act: "ap_fixed<40,8>" }));
    const says = await said({
      what: "",
      input: npyInt64([1, 3], 2n ** 36n + 1n, 0n, 0n),
      flags: ["-c", config, "--raw"],
      says: "",
    });
    expect(says).toEqual([]);
    const values = await said({ what: "", input: npy([1, 3], 1, 2 ** -30, 0), flags: ["-c", config], says: "" });
    expect(values).toEqual([
      expect.stringMatching(/^note\[BX3020\]: 2 values of output 'y' \(.*\) had to be rounded to float32/),
    ]);
  });

  it("has a fixture for every code", () => {
    const shown = new Set(["BX3020", ...FIXTURES.map(({ says }) => /BX\d+/.exec(says)?.[0])]);
    expect(Object.keys(dataCodes).filter((code) => !shown.has(code))).toEqual([]);
  });
});
