import { describe, expect, test } from "vitest";
import { NUMBER_BITS, withArith } from "../../src/fixed/arith.js";
import type { Definition, FoldDefinition, MapDefinition } from "../../src/ir/definition.js";
import { runDefinition } from "../../src/ir/evaluate.js";
import { elementAt, type IntTensor, sizeOf } from "../../src/ir/tensor.js";
import { OPS, opOf } from "../../src/ops/registry.js";
import { must } from "../../src/support/errors.js";
import { randomCases } from "../support/op-cases.js";

describe.each(Object.keys(OPS))("the definition of %s", (kind) => {
  const op = must(opOf(kind), kind);
  const cases = randomCases(op, 40, 5).map((sample) => ({
    ...sample,
    definition: op.define(
      sample.attrs,
      sample.ins.map(({ type }) => type),
      sample.out.type,
    ),
  }));

  const forms = new Set(cases.map(({ definition }) => definition.form));

  // What only moves has no arithmetic.
  if (!forms.has("gather"))
    test("gives on doubles what it gives on BigInt, and counts the same overflows", () => {
      for (const { definition, ins, out } of cases) {
        const [counted, exactlyCounted] = [{ count: 0 }, { count: 0 }];
        const found = runDefinition(definition, ins, out.type, counted);
        const exact = runDefinition(onBigInt(definition), ins, out.type, exactlyCounted);
        expect([found.events, counted.count, ...found.data]).toEqual([
          exact.events,
          exactlyCounted.count,
          ...exact.data,
        ]);
      }
    });

  test("gives one event at a time what it gives of all, and nothing of none", () => {
    for (const { definition, ins, out } of cases.slice(0, 10)) {
      const size = sizeOf(out.type.shape);
      const parts = Array.from({ length: out.events }, (_, event) => {
        const part = runDefinition(
          definition,
          ins.map((tensor) => slice(tensor, event, event + 1)),
          out.type,
        );
        return [...part.data];
      });
      expect(parts.flat()).toEqual([...out.data]);
      if (ins.every(({ events }) => events === 1)) continue;
      const none = runDefinition(
        definition,
        ins.map((tensor) => slice(tensor, 0, 0)),
        out.type,
      );
      expect([none.events, none.data.length, out.data.length]).toEqual([0, 0, out.events * size]);
    }
  });

  test("makes every element once, from elements that there are", () => {
    for (const { definition, ins, out } of cases) {
      const sizes = ins.map(({ type }) => sizeOf(type.shape));
      const written = elementsWritten(definition).sort((a, b) => a - b);
      expect(written).toEqual(Array.from({ length: sizeOf(out.type.shape) }, (_, k) => k));
      for (const { operand, at } of elementsRead(definition)) {
        const size = must(sizes[operand], `operand ${operand}`);
        expect(Array.from(at).every((place) => place >= 0 && place < size)).toBe(true);
      }
    }
  });

  if (forms.has("fold"))
    test("holds its accumulator in the bounds that it proves", () => {
      for (const { definition, ins } of cases)
        if (definition.form === "fold") expectAccumulatorInBounds(definition, must(ins[0], "operand"));
    });
});

function onBigInt(definition: Definition): Definition {
  return definition.form === "gather" ? definition : { ...definition, bits: NUMBER_BITS + 1 };
}

/** Some events; a constant stands for all. */
function slice(tensor: IntTensor, from: number, to: number): IntTensor {
  const size = sizeOf(tensor.type.shape);
  return tensor.events === 1
    ? tensor
    : { ...tensor, events: to - from, data: tensor.data.slice(from * size, to * size) };
}

function elementsWritten(definition: Definition): number[] {
  const places = (count: number): number[] => Array.from({ length: count }, (_, k) => k);
  if (definition.form === "fold") return places(definition.forms.length);
  if (definition.form === "gather") return places(definition.gathering.at.length);
  return definition.writes.flatMap((at) => places(definition.count).map((k) => must(at[k], "element written")));
}

function elementsRead(definition: Definition): MapDefinition["reads"] {
  if (definition.form === "map") return definition.reads;
  if (definition.form === "fold") return definition.forms.map(({ inputs }) => ({ operand: 0, at: inputs }));
  const { from, at } = definition.gathering;
  return Array.from(from, (operand, k) => ({ operand, at: [must(at[k], "place")] }));
}

function expectAccumulatorInBounds({ forms, weights, acc: { lo, hi }, ...definition }: FoldDefinition, x: IntTensor) {
  withArith(Number.POSITIVE_INFINITY, (ar) => {
    const step = definition.step(ar);
    for (let event = 0; event < x.events; event++)
      for (const form of forms) {
        let acc = ar.of(form.start);
        const inBounds = (): boolean => ar.big(acc) >= lo && ar.big(acc) <= hi;
        if (!inBounds()) expect.fail(`starts at ${ar.big(acc)}, not in [${lo}, ${hi}]`);
        form.inputs.forEach((input, k) => {
          const weight = weights === undefined ? 1n : must(weights[form.weights[k] ?? -1], "weight");
          if (weight !== 0n) acc = step(acc, ar.of(elementAt(x, event, input)), ar.of(weight));
          if (!inBounds()) expect.fail(`holds ${ar.big(acc)} after ${k + 1} terms, not in [${lo}, ${hi}]`);
        });
      }
  });
}
