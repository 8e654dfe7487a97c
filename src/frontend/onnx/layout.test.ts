import fc from "fast-check";
import { expect, test } from "vitest";
import { broadcastIndex } from "../../ir/broadcast.js";
import { createBuilder, origin } from "../../ir/build.js";
import type { FloatTensor, ImportContext, TensorRef } from "../../ir/import.js";
import { channelsLastOrder, orderOfPerm, simplified } from "../../ir/order.js";
import { constantTensor, elementAt, fullRange, sizeOf } from "../../ir/tensor.js";
import { opOf } from "../../ops/registry.js";
import { interpret } from "../../sim/interpreter.js";
import { aligned, toChannelsLast, toFlat, toLogical } from "./layout.js";

const ELEM = { signed: false, width: 16, int: 16 };

/** A tensor of an ONNX shape that lies in the order of a transpose. */
const tensors = fc
  .array(fc.integer({ min: 1, max: 4 }), { minLength: 1, maxLength: 3 })
  .chain((shape) => fc.tuple(fc.constant(shape), fc.shuffledSubarray([...shape.keys()], { minLength: shape.length })))
  .map(([shape, perm]) => ({
    shape,
    physical: perm.map((axis) => shape[axis] ?? 1),
    order: simplified(orderOfPerm(shape, perm)),
  }));

/** The ONNX flat index that ends up at each place, of elements whose values are their ONNX flat indices. */
function moved(
  { shape, physical, order }: { shape: number[]; physical: number[]; order: Int32Array | undefined },
  move: (x: TensorRef, emit: ImportContext["emit"]) => TensorRef,
): { values: number[]; ref: TensorRef } {
  const builder = createBuilder(opOf);
  const type = fullRange(physical, ELEM);
  const value = builder.addInput("x", type, physical);
  const ref = move({ value, type, shape, order }, (kind, attrs, inputs, result) => {
    const id = builder.addNode({ kind, attrs, inputs, result, origin: origin("Test", "n") });
    return { value: id, type: builder.typeOf(id), shape: builder.typeOf(id).shape, order: undefined };
  });
  builder.addOutput({ name: "y", value: ref.value, shape: ref.type.shape });
  const data = Array.from({ length: sizeOf(shape) }, (_, k) => BigInt(order?.[k] ?? k));
  const [out] = interpret(builder.finish("g"), [constantTensor(physical, ELEM, data)]).outputs;
  return { ref, values: data.map((_, k) => (out === undefined ? -1 : Number(elementAt(out, 0, k)))) };
}

test("logical: ONNX order and shape", () => {
  fc.assert(
    fc.property(tensors, (tensor) => {
      const { values, ref } = moved(tensor, toLogical);
      expect(values).toEqual([...values.keys()]);
      expect(ref).toMatchObject({ shape: tensor.shape, order: undefined, type: { shape: tensor.shape } });
    }),
  );
});

test("channels last: the order that conv and pooling ask for", () => {
  fc.assert(
    fc.property(tensors, (tensor) => {
      const { values, ref } = moved(tensor, toChannelsLast);
      const [channels, ...spatial] = tensor.shape;
      expect(values).toEqual([...(channelsLastOrder(tensor.shape) ?? values.keys())]);
      expect(ref).toMatchObject({ shape: tensor.shape, type: { shape: [...spatial, channels] } });
    }),
  );
});

test("flat: no element moves", () => {
  fc.assert(
    fc.property(tensors, (tensor) => {
      const { values, ref } = moved(tensor, toFlat);
      expect(values).toEqual([...(tensor.order ?? values.keys())]);
      expect(ref).toMatchObject({ shape: tensor.shape, order: tensor.order, type: { shape: [values.length] } });
    }),
  );
});

test("a constant in the order of the tensor that it meets, no larger than it must be", () => {
  fc.assert(
    fc.property(tensors, fc.infiniteStream(fc.boolean()), fc.nat(2), ({ shape, physical, order }, ones, lead) => {
      const own = shape.map((length) => (ones.next().value === true ? 1 : length)).slice(lead);
      const data = Float64Array.from({ length: sizeOf(own) }, (_, k) => k);
      const type = fullRange(physical, ELEM);
      const found = aligned({ shape: own, data, dtype: "float32" }, { value: "%0", type, shape, order });
      expect(typeof found).toBe("object");
      const { shape: small, data: values } = found as FloatTensor;
      const wanted = [...broadcastIndex(own, shape)];
      const place = broadcastIndex(small, physical);
      expect([...place.keys()].map((k) => values[place[k] ?? 0])).toEqual(
        [...place.keys()].map((k) => wanted[order?.[k] ?? k]),
      );
      // Its elements are all different, so nothing but its own axes of length 1 can shrink.
      expect(sizeOf(small)).toBe(sizeOf(own));
    }),
  );
});

test("constants that differ between events, or do not broadcast", () => {
  const like: TensorRef = { value: "%0", type: fullRange([4], ELEM), shape: [4], order: undefined };
  const of = (shape: number[]): FloatTensor => ({ shape, data: new Float64Array(sizeOf(shape)), dtype: "float32" });
  expect(aligned(of([3, 4]), like)).toBe("batch");
  expect(aligned(of([3]), like)).toBe("shape");
});
