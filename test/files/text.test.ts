import { describe, expect, it } from "vitest";
import { dataFolder, openFile, port, readAll } from "./workspace.js";

const folder = dataFolder();
const ab = [port("a", [2]), port("b", [1, 2])];
const x3 = [port("x", [3])];

/** Elements of every input that was found, and what was said. */
async function read(name: string, content: string, wanted = x3, raw = false) {
  const { sources, said } = await openFile(folder.write(name, content), wanted, { raw });
  const values: Record<string, unknown> = {};
  for (const [input, source] of sources ?? []) {
    values[input] = await readAll(source, 2);
    await source.close();
  }
  return { values, said: said() };
}

describe(".dat", () => {
  it("holds the inputs one after the other, an event a line", async () => {
    const text = "1 -2.5e-1 .5 1e3\n\n# a comment\n\t5. 6\t7  +8 \r\n9 10 11 12";
    expect(await read("x.dat", text, ab)).toEqual({
      values: { a: [1, -0.25, 5, 6, 9, 10], b: [0.5, 1000, 7, 8, 11, 12] },
      said: [],
    });
  });

  it("holds mantissas with --raw, up to 64 bits", async () => {
    const wide = [port("x", [3], 64, 64)];
    expect((await read("x.dat", "-9223372036854775808 0 9223372036854775807", wide, true)).values).toEqual({
      x: [-(2n ** 63n), 0n, 2n ** 63n - 1n],
    });
    const unsigned = [port("x", [1], 64, 64, false)];
    expect((await read("x.dat", "18446744073709551615", unsigned, true)).values).toEqual({ x: [2n ** 64n - 1n] });
    expect((await read("x.dat", "1 2.5 9223372036854775808", wide, true)).said).toEqual([
      "1:3 BX3110: '2.5' is not an integer mantissa of at most 64 bits",
      "1:7 BX3110: '9223372036854775808' is not an integer mantissa of at most 64 bits",
    ]);
  });

  it("names every line and cell that is wrong", async () => {
    const text = "1 2 3\n1 2\n1 0x2 nan\n1 2 3 4\n1e999 2 3\n";
    const { sources, said } = await openFile(folder.write("bad.dat", text), x3);
    expect(await sources?.get("x")?.read(0, 5)).toBeUndefined();
    expect(said()).toEqual([
      "2 BX3111: a line of 2 values; expected 3: 3 of 'x'",
      "3:3 BX3110: '0x2' is not a decimal number",
      "3:7 BX3110: 'nan' is not a decimal number",
      "4 BX3111: a line of 4 values; expected 3: 3 of 'x'",
      "5:1 BX3110: '1e999' is not a decimal number",
    ]);
    await sources?.get("x")?.close();
  });

  it("tells a limited number of mistakes", async () => {
    const { sources, said } = await openFile(folder.write("worse.dat", "a\n".repeat(1000)), [port("x", [1])]);
    await sources?.get("x")?.read(0, 1000);
    expect(said()).toHaveLength(20);
    await sources?.get("x")?.close();
  });

  it.each(["", "\n\n", "# nothing\n"])("without events is refused: %j", async (text) => {
    expect((await read("x.dat", text)).said).toEqual(["BX3014: data of shape (0, 3) holds no events"]);
  });

  it("reads what is asked for again, and inputs out of step", async () => {
    const lines = Array.from({ length: 50_000 }, (_, i) => `${i} ${i + 0.5} ${-i} 7`).join("\n");
    const { sources } = await openFile(folder.write("long.dat", lines), ab);
    const [a, b] = [sources?.get("a"), sources?.get("b")];
    expect((await a?.read(49_999, 1))?.data).toEqual(Float64Array.of(49_999, 49_999.5));
    const [early, late] = await Promise.all([a?.read(3, 2), b?.read(40_000, 1)]);
    expect(early?.data).toEqual(Float64Array.of(3, 3.5, 4, 4.5));
    expect(late?.data).toEqual(Float64Array.of(-40_000, 7));
    expect((await a?.read(3, 2))?.data).toEqual(Float64Array.of(3, 3.5, 4, 4.5));
    await a?.close();
    await b?.close();
  });
});

describe(".hex", () => {
  const wanted = [port("s", [2], 6, 3), port("u", [1], 12, 4, false)];

  it("holds two's complement of each input's width: values, or mantissas with --raw", async () => {
    const text = "00 3f fff\n1F 20 800\n";
    expect((await read("x.hex", text, wanted)).values).toEqual({
      s: [0, -0.125, 31 / 8, -4],
      u: [4095 / 256, 8],
    });
    expect((await read("x.hex", text, wanted, true)).values).toEqual({ s: [0, -1, 31, -32], u: [4095, 2048] });
    for (const width of [33, 53, 54, 64]) {
      const text = `${(2n ** BigInt(width - 1)).toString(16)} 1`;
      const { values } = await read("x.hex", text, [port("x", [2], width, width)], true);
      expect(values).toEqual({ x: [-(2n ** BigInt(width - 1)), 1n] });
    }
  });

  it("refuses what is no mantissa of the width", async () => {
    const digits = "is not a mantissa of 6 bits in hexadecimal, at most 2 digits";
    expect((await read("x.hex", "40 -1 000\n0x1 001 1000", wanted)).said).toEqual([
      `1:1 BX3110: '40' ${digits}`,
      `1:4 BX3110: '-1' ${digits}`,
      `2:1 BX3110: '0x1' ${digits}`,
      `2:5 BX3110: '001' ${digits}`,
      "2:9 BX3110: '1000' is not a mantissa of 12 bits in hexadecimal, at most 3 digits",
    ]);
  });

  it("refuses inputs that are wider than what can be held", async () => {
    const [narrow, wide] = [[port("x", [1], 54, 20)], [port("x", [1], 65, 20)]];
    expect((await read("x.hex", "0", narrow)).said).toEqual([
      "BX3113: input 'x' (fixed<54,20>) is too wide for .hex data of 53 bits",
    ]);
    expect((await read("x.hex", "0", wide, true)).said).toEqual([
      "BX3113: input 'x' (fixed<65,20>) is too wide for .hex data of 64 bits",
    ]);
  });
});

describe(".csv", () => {
  it.each([
    ["without header", "1,2,3\n4,5,6\n"],
    ["of semicolons", "1; 2 ;3\r\n4;5;6\r\n"],
    ["of tabs", "1\t2\t3\n4\t5\t6"],
    ["with a header that names no input", "pt,eta,phi\n1,2,3\n4,5,6\n"],
    ["with quotes, comments and a byte order mark", '\ufeff# made by hand\n"a, b","c ""d""",e\n"1",2,"3"\n#\n4,5,6\n'],
    ["with elements by name, among other columns", "id,x[2],x[0],x[1],y\n0,3,1,2,9\n1,6,4,5,text\n"],
  ])("%s", async (_, text) => {
    expect(await read("x.csv", text)).toEqual({ values: { x: [1, 2, 3, 4, 5, 6] }, said: [] });
  });

  it("maps several inputs in their order, or by name", async () => {
    const values = { a: [1, 2], b: [3, 4] };
    expect((await read("x.csv", "1,2,3,4\n", ab)).values).toEqual(values);
    expect((await read("x.csv", 'b[0][1],b[1-1],"b[0,0]",a[1],a[0]\n4,9,3,2,1\n', ab)).values).toEqual(values);
    expect((await read("x.csv", "a[0],a[1],n\n1,2,3\n", ab)).values).toEqual({ a: [1, 2] });
  });

  it.each([
    ["x[0],x[1]\n1,2\n", "1 BX3112: column 'x[2]' is missing: input 'x' has 3 elements"],
    ["x[0],x[1],x[3]\n1,2,3\n", "1 BX3112: column 'x[3]' is no element of an input of shape (3)"],
    ["x[0],x[1],x[1]\n1,2,3\n", "1 BX3112: column 'x[1]' names an element of the input that another column names too"],
    ["x,y\n1,2\n", "1 BX3112: column 'x' is no element of an input of shape (3)"],
    ["x[0],x[1],x[2]\n1,2\n", "2 BX3111: a line of 2 values; expected 3: the columns of the header"],
    ["pt,eta\n1,2\n", "2 BX3111: a line of 2 values; expected 3: 3 of 'x'"],
    ["1,2,3\n4,,6\n", "2:3 BX3110: '' is not a decimal number"],
    ["1,abc,3\n", "1:3 BX3110: 'abc' is not a decimal number"],
    ['1,2,3\n4,"5"6,7\n', `2:3 BX3110: '"5"6' is not a decimal number`],
    ["1,5;2,5;3,5\n", "1:1 BX3110: '1,5' is not a decimal number"],
    ["nan,NaN,-inf\n1,2,3\n", "1:1 BX3110: 'nan' is not a decimal number"],
    ["pt,eta,phi\n", "BX3014: data of shape (0, 3) holds no events"],
  ])("%j is refused", async (text, said) => {
    expect((await read("x.csv", text)).said.slice(0, 1)).toEqual([said]);
  });
});

it("a file of unknown kind is refused, and one that is not there", async () => {
  expect((await read("x.txt", "1 2 3\n")).said).toEqual(["BX3101: the format of this file is not known: it is text"]);
  expect((await openFile(folder.write("x.bin", Uint8Array.of(0, 1)), x3)).said()).toEqual([
    "BX3101: the format of this file is not known: its first bytes are those of no known format",
  ]);
  expect((await openFile(folder.at("none.csv"), x3)).said()).toEqual([
    "BX3001: the input can't be read: there is no such file",
  ]);
  expect((await openFile(folder.at("."), x3)).said()).toEqual(["BX3001: the input can't be read: it is a folder"]);
});
