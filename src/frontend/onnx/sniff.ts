/** What a file that is no ONNX model most likely is, from its first bytes. */
export type Suspect =
  | { readonly kind: "empty" }
  | { readonly kind: "lfs"; readonly size: number | undefined }
  | { readonly kind: "truncated"; readonly field: number; readonly missing: number }
  | { readonly kind: "foreign"; readonly what: string };

const SIGNATURES: readonly (readonly [string, string])[] = [
  ["PK\x03\x04", "a ZIP archive (a PyTorch .pt, a Keras .keras or an .npz file?)"],
  ["\x89HDF\r\n", "an HDF5 file (a Keras .h5 model?)"],
  ["\x93NUMPY", "a NumPy array"],
  ["\x1f\x8b", "a gzip archive"],
  ["\x80\x02", "a Python pickle"],
  ["\x80\x04", "a Python pickle"],
  ["\x80\x05", "a Python pickle"],
  ["<", "an HTML or XML page"],
  ["{", "a JSON file"],
];

const LFS = "version https://git-lfs";

/** Undefined where the bytes are laid out as one whole protobuf message. */
export function sniff(bytes: Uint8Array): Suspect | undefined {
  if (bytes.length === 0) return { kind: "empty" };
  const head = String.fromCharCode(...bytes.subarray(0, 256));
  if (head.startsWith(LFS)) return { kind: "lfs", size: sizeInPointer(head) };
  const known = SIGNATURES.find(([signature]) => head.startsWith(signature));
  if (known !== undefined) return { kind: "foreign", what: known[1] };
  return layout(bytes) ?? undefined;
}

function sizeInPointer(pointer: string): number | undefined {
  const size = /^size (\d+)$/m.exec(pointer)?.[1];
  return size === undefined ? undefined : Number(size);
}

/** Walks the outermost fields (Protocol Buffers encoding guide, "Message Structure"). */
function layout(bytes: Uint8Array): Suspect | undefined {
  let at = 0;
  while (at < bytes.length) {
    const tag = varint(bytes, at);
    const field = tag === undefined ? 0 : Math.floor(tag.value / 8);
    // ModelProto's fields end at 25; a tag far above is no tag of an ONNX model.
    if (tag !== undefined && (field === 0 || field > 1000)) return { kind: "foreign", what: guess(bytes) };
    const end = tag === undefined ? undefined : fieldEnd(bytes, tag);
    if (end === "unknown") return { kind: "foreign", what: guess(bytes) };
    if (end === undefined || end > bytes.length)
      return at === 0 && isText(bytes)
        ? { kind: "foreign", what: guess(bytes) }
        : { kind: "truncated", field, missing: (end ?? bytes.length + 1) - bytes.length };
    at = end;
  }
  return undefined;
}

/** Where the field with this tag ends; "unknown" for a wire type that ONNX does not use. */
function fieldEnd(bytes: Uint8Array, tag: { value: number; end: number }): number | "unknown" | undefined {
  switch (tag.value % 8) {
    case 0:
      return varint(bytes, tag.end)?.end;
    case 1:
      return tag.end + 8;
    case 2: {
      const length = varint(bytes, tag.end);
      return length === undefined ? undefined : length.end + length.value;
    }
    case 5:
      return tag.end + 4;
    default:
      return "unknown";
  }
}

function varint(bytes: Uint8Array, from: number): { value: number; end: number } | undefined {
  let value = 0;
  for (let i = 0; i < 10; i++) {
    const byte = bytes[from + i];
    if (byte === undefined) return undefined;
    value += (byte & 0x7f) * 2 ** (7 * i);
    if (byte < 0x80) return { value, end: from + i + 1 };
  }
  return undefined;
}

function isText(bytes: Uint8Array): boolean {
  return bytes.subarray(0, 256).every((byte) => (byte >= 0x20 && byte < 0x7f) || (byte >= 9 && byte <= 13));
}

function guess(bytes: Uint8Array): string {
  return isText(bytes) ? "a text file" : "binary data of another format";
}
