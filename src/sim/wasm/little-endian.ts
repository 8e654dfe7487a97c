/** Integers as bytes of memory, the low `bits` of each, least significant byte first. */
export function littleEndian(bits: 8 | 16 | 32 | 64, values: readonly bigint[]): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array((values.length * bits) / 8);
  const view = new DataView(bytes.buffer);
  values.forEach((value, i) => write(view, (i * bits) / 8, bits, value));
  return bytes;
}

function write(view: DataView, at: number, bits: 8 | 16 | 32 | 64, value: bigint): void {
  if (bits === 64) return view.setBigInt64(at, BigInt.asIntN(64, value), true);
  const low = Number(BigInt.asIntN(bits, value));
  if (bits === 32) view.setInt32(at, low, true);
  else if (bits === 16) view.setInt16(at, low, true);
  else view.setInt8(at, low);
}
