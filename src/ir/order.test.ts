import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { channelsLastOrder, compose, invert, orderOfPerm, simplified, transposedOrder } from "./order.js";

const shapeAndPerm = fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 1, maxLength: 4 }).chain((shape) =>
  fc.tuple(
    fc.constant(shape),
    fc.shuffledSubarray(
      shape.map((_, i) => i),
      { minLength: shape.length },
    ),
  ),
);

describe("element orders", () => {
  test("a transpose of [2, 3]", () => {
    expect([...orderOfPerm([2, 3], [1, 0])]).toEqual([0, 3, 1, 4, 2, 5]);
  });

  test("channels last of [C=2, 1, 3]: the channel changes fastest", () => {
    expect([...(channelsLastOrder([2, 1, 3]) ?? [])]).toEqual([0, 3, 1, 4, 2, 5]);
    expect(channelsLastOrder([1, 2, 3])).toBeUndefined();
  });

  test("NCHW to NHWC and back only changes what elements are called", () => {
    const physical = channelsLastOrder([2, 3, 4]);
    const nhwc = transposedOrder(physical, [2, 3, 4], [1, 2, 0]);
    expect(nhwc).toBeUndefined();
    expect(transposedOrder(nhwc, [3, 4, 2], [2, 0, 1])).toEqual(physical);
  });

  test("an order and its inverse cancel", () => {
    fc.assert(
      fc.property(shapeAndPerm, ([shape, perm]) => {
        const order = orderOfPerm(shape, perm);
        expect(compose(order, invert(order))).toBeUndefined();
        expect(compose(invert(order), order)).toBeUndefined();
      }),
    );
  });

  test("identity is written as undefined", () => {
    expect(simplified(Int32Array.of(0, 1))).toBeUndefined();
  });
});
