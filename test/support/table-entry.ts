import type { TableLookup } from "../../src/ir/import.js";
import { elementAt } from "../../src/ir/tensor.js";

/** The table's entry for a mantissa, by the words of `TableIndex` in integers. */
export function tableEntry({ index, table }: TableLookup, mantissa: bigint): bigint {
  const { multiplier, shift, offset, divide, wrapTo } = index;
  const m = wrapTo === undefined ? mantissa : BigInt.asUintN(wrapTo, mantissa);
  const [above, below] = shift < 0 ? [1n << BigInt(-shift), 1n] : [1n, 1n << BigInt(shift)];
  const product = m * BigInt(multiplier) * above;
  const toZero = product / below;
  const floors = divide === "floor" && product < 0n && toZero * below !== product;
  const position = Number(floors ? toZero - 1n : toZero) + offset;
  return elementAt(table, 0, Math.min(Math.max(position, 0), table.data.length - 1));
}
