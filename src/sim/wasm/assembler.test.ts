import { describe, expect, it } from "vitest";
import { createModule, type ModuleBuilder, OP, SIMD } from "./assembler.js";
import { createMemory, instantiate, validate } from "./runtime.js";

/** Runs the exported function `run` of a module on an empty memory. */
function run(build: (module: ModuleBuilder) => void): DataView {
  const module = createModule();
  build(module);
  const bytes = module.finish();
  expect(validate(bytes)).toBe(true);
  const memory = createMemory(1);
  instantiate(bytes, memory)["run"]!();
  return new DataView(memory.buffer);
}

describe("assembler", () => {
  it("encodes integers of all sizes as LEB128", () => {
    const values = [0, 1, -1, 63, 64, -64, -65, 127, 128, 8191, 8192, -8192, -8193, 2 ** 31 - 1, -(2 ** 31)];
    const longs = [...values.map(BigInt), 2n ** 63n - 1n, -(2n ** 63n), 2n ** 32n];
    const data = run((module) =>
      module.func(
        [],
        [],
        (code) => {
          values.forEach((value, i) => {
            code.i32(0);
            code.i32(value);
            code.memory(OP.i32Store, 4 * i);
          });
          longs.forEach((value, i) => {
            code.i32(0);
            code.i64(value);
            code.memory(OP.i64Store, 20_000 + 8 * i);
          });
        },
        "run",
      ),
    );
    expect(values.map((_, i) => data.getInt32(4 * i, true))).toEqual(values);
    expect(longs.map((_, i) => data.getBigInt64(20_000 + 8 * i, true))).toEqual(longs);
  });

  it("loops, tests and calls", () => {
    const data = run((module) => {
      const double = module.func(["i32"], ["i32"], (code) => {
        code.get(0);
        code.get(0);
        code.op(OP.i32Add);
      });
      module.func(
        [],
        [],
        (code) => {
          const [left, power] = [code.local("i32"), code.local("i32")];
          code.i32(10);
          code.set(left);
          code.i32(1);
          code.set(power);
          code.loop(() => {
            code.get(power);
            code.call(double);
            code.set(power);
            code.get(left);
            code.i32(-1);
            code.op(OP.i32Add);
            code.tee(left);
          });
          for (const [condition, address] of [
            [1, 0],
            [0, 8],
          ] as const) {
            code.i32(condition);
            code.when(() => {
              code.i32(address);
              code.get(power);
              code.memory(OP.i32Store, 0);
            });
          }
        },
        "run",
      );
    });
    expect([data.getInt32(0, true), data.getInt32(8, true)]).toEqual([1024, 0]);
  });

  it("sets constants before the loop that uses them, in locals of their own", () => {
    const [ones, tens] = [new Uint8Array(16).fill(1), new Uint8Array(16).fill(10)];
    const data = run((module) =>
      module.func(
        [],
        [],
        (code) => {
          const [left, sum] = [code.local("i32"), code.local("v128")];
          code.i32(3);
          code.set(left);
          const add = (bytes: Uint8Array): void => {
            code.get(sum);
            code.get(code.constant(bytes));
            code.simd(SIMD.i32x4Add);
            code.set(sum);
          };
          code.hoisted(() =>
            code.loop(() => {
              add(ones);
              const passing = code.local("v128");
              code.get(sum);
              code.set(passing);
              code.release("v128", passing);
              add(tens);
              add(ones);
              code.get(left);
              code.i32(-1);
              code.op(OP.i32Add);
              code.tee(left);
            }),
          );
          add(tens);
          code.i32(0);
          code.get(sum);
          code.memory(SIMD.store, 0, true);
        },
        "run",
      ),
    );
    expect(data.getUint8(0)).toBe(3 * 12 + 10);
    expect(data.getUint8(15)).toBe(3 * 12 + 10);
  });

  it("emits equal functions once", () => {
    const module = createModule();
    const body = (value: number) => module.func([], ["i32"], (code) => code.i32(value));
    expect([body(1), body(2), body(1)]).toEqual([0, 1, 0]);
    expect(validate(module.finish())).toBe(true);
  });
});
