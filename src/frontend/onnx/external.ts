import type { StringEntryProto } from "./schema.js";
import type { TensorPlace } from "./tensor.js";

/** Bytes of a tensor that lies in another file of the model's folder (ONNX documentation, "External data"). */
export function externalBytes(entries: readonly StringEntryProto[], place: TensorPlace): Uint8Array | undefined {
  const { name, at, reporter } = place;
  const keys = new Map(entries.map(({ key, value }) => [key, value]));
  const path = keys.get("location") ?? "";
  if (!staysInFolder(path)) return void reporter.report("BX1011", { tensor: name, path }, at);
  const file = place.external(path);
  if (file === undefined) return void reporter.report("BX1010", { tensor: name, path }, at);
  const offset = Number(keys.get("offset") ?? 0);
  const length = Number(keys.get("length") ?? file.length - offset);
  if (!(offset >= 0 && length >= 0 && offset + length <= file.length))
    return void reporter.report("BX1017", { tensor: name, path, offset, length, size: file.length }, at);
  return file.subarray(offset, offset + length);
}

/** A model from elsewhere must not make the compiler read files outside its own folder. */
function staysInFolder(path: string): boolean {
  const isRelative = path !== "" && !/^([A-Za-z]:|[\\/])/.test(path) && !path.includes("\0");
  return isRelative && !path.split(/[\\/]/).includes("..");
}
