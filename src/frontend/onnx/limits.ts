import type { ImportContext } from "../../ir/import.js";
import { sizeOf } from "../../ir/tensor.js";

/**
 * Most elements of one event's tensor inside the network, and most products of one node: io_parallel builds every one
 * of them in logic, and each has a proven range in the compiler's memory. No device comes near either.
 */
const MOST_EVENT_ELEMENTS = 2 ** 18;
const MOST_PRODUCTS = 2 ** 25;

/** `ImportContext.affords`: judges a result before memory is taken for it. */
export function affordable(fail: ImportContext["fail"]): ImportContext["affords"] {
  return (shape, products = 0) => {
    const size = sizeOf(shape);
    if (!(size >= 1 && size <= MOST_EVENT_ELEMENTS)) fail("BX1035", { shape, size, most: MOST_EVENT_ELEMENTS });
    else if (products > MOST_PRODUCTS) fail("BX1036", { products, most: MOST_PRODUCTS });
    else return true;
    return false;
  };
}
