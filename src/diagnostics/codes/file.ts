import { plural, shown } from "../../support/text.js";
import { row } from "../diagnostic.js";

const shape = (dims: readonly (number | string)[]): string =>
  `[${dims.map((dim) => (dim === "" ? "?" : shown(String(dim), 20))).join(", ")}]`;
const nearestName = (nearest: string | undefined): string | undefined =>
  nearest === undefined ? undefined : `did you mean '${shown(nearest)}'?`;

export interface BatchLength {
  readonly name: string;
  readonly length: number;
}

/** BX10xx: the model file itself, its tensors and how its nodes hang together. */
export const fileCodes = {
  BX1001: row<Record<string, never>>({
    severity: "error",
    title: "model file is empty",
    explain: "The file has no bytes: an interrupted copy, or a full disk when it was written.",
    message: () => "the model file is empty (0 bytes)",
    hint: () => "export or copy the model again",
  }),
  BX1002: row<{ size: number | undefined }>({
    severity: "error",
    title: "Git LFS pointer instead of the model",
    explain:
      "The repository keeps large files in Git LFS and they were not downloaded: the file holds three lines of text that say which object belongs here.",
    message: ({ size }) =>
      `the file is a Git LFS pointer, not the model itself${size === undefined ? "" : ` (${size} bytes elsewhere)`}`,
    hint: () => "run `git lfs pull` in the repository it came from",
  }),
  BX1003: row<{ size: number; missing: number }>({
    severity: "error",
    title: "model file is truncated",
    explain: "The file begins as an ONNX model, but a part of it is announced that lies past its end.",
    message: ({ size, missing }) =>
      `the model file ends too early: ${plural(size, "byte")}, at least ${missing} more announced`,
    hint: () => "download or export it again and compare the sizes",
  }),
  BX1004: row<{ what: string }>({
    severity: "error",
    title: "not an ONNX model",
    explain: "The file is of another format. Bunchcross reads ONNX models (protobuf messages of type ModelProto).",
    message: ({ what }) => `the file is no ONNX model; it looks like ${what}`,
    hint: () => "export the trained model to ONNX (torch.onnx.export, tf2onnx, qonnx)",
  }),
  BX1005: row<{ detail: string }>({
    severity: "error",
    title: "model file is damaged",
    explain:
      "The outer layout of the file is sound, but a message inside can't be decoded: bytes were lost or changed.",
    message: ({ detail }) => `the model file is damaged: ${shown(detail)}`,
    hint: () => "download or export it again",
  }),
  BX1007: row<{ what: string; version: number; oldest: number }>({
    severity: "error",
    title: "model too old",
    explain:
      "Operators changed their meaning in early ONNX versions; Bunchcross reads opset 7 (ONNX 1.2, 2018) and later, and opset 6 where it means the same.",
    message: ({ what, version, oldest }) => `the model's ${what} is ${version}; the oldest that is read is ${oldest}`,
    hint: () => "convert it: onnx.version_converter.convert_version(model, 13)",
  }),
  BX1008: row<{ version: number; newest: number }>({
    severity: "warning",
    title: "operator set newer than known",
    explain: "Operators are read by the newest definition that Bunchcross knows; a later version may have changed one.",
    message: ({ version, newest }) => `the model uses opset ${version}; operators are read as of opset ${newest}`,
  }),
  BX1010: row<{ tensor: string; path: string }>({
    severity: "error",
    title: "external tensor data missing",
    explain:
      "Large models keep weights in files beside the .onnx file. This one is missing, no file, not readable, or a link to somewhere else.",
    message: ({ tensor, path }) =>
      `the data of tensor '${shown(tensor)}' lies in the file '${shown(path)}', which can't be read in the model's folder`,
    hint: () => "copy that file into the model's folder, or save the model with its data inside",
  }),
  BX1011: row<{ tensor: string; path: string }>({
    severity: "error",
    title: "external tensor data outside the model's folder",
    explain:
      "A model may name files in its own folder only; anything else could read files that were never meant for it.",
    message: ({ tensor, path }) =>
      `tensor '${shown(tensor)}' wants the file '${shown(path)}', which is not in the model's folder`,
    hint: () => "save the model with its data inside",
  }),
  BX1012: row<{ tensor: string; shape: readonly number[]; expected: number; found: number }>({
    severity: "error",
    title: "tensor data does not fill its shape",
    explain: "The number of values stored is not the product of the tensor's dimensions.",
    message: ({ tensor, shape: dims, expected, found }) =>
      `tensor '${shown(tensor)}' of shape ${shape(dims)} needs ${plural(expected, "value")} but holds ${found}`,
  }),
  BX1013: row<{ what: string; shape: readonly (number | string)[]; most: number }>({
    severity: "error",
    title: "tensor too large",
    explain: "No firmware holds a tensor of this size; it is refused before memory is taken for it.",
    message: ({ what, shape: dims, most }) =>
      `${shown(what)} has shape ${shape(dims)}; at most ${most} elements are supported`,
  }),
  BX1014: row<{ tensor: string; count: number; size: number; index: number; value: number }>({
    severity: "error",
    title: "NaN or infinite values",
    explain:
      "A weight that is not a finite number has no fixed-point form; the training diverged or the export failed.",
    message: ({ tensor, count, size, index, value }) =>
      `tensor '${shown(tensor)}' holds ${plural(count, "value")} of ${size} that ${count === 1 ? "is" : "are"} not finite; the first is ${value} at index ${index}`,
  }),
  BX1015: row<{ tensor: string; dtype: string }>({
    severity: "error",
    title: "element type not supported",
    explain:
      "Tensors of floating-point, integer and boolean types are read; strings, complex numbers and 8-bit floats are not.",
    message: ({ tensor, dtype }) => `tensor '${shown(tensor)}' has element type ${dtype}, which is not supported`,
  }),
  BX1017: row<{ tensor: string; path: string; offset: number; length: number; size: number }>({
    severity: "error",
    title: "external tensor data too short",
    explain: "The file with a tensor's data ends before the data does: it is truncated or belongs to another model.",
    message: ({ tensor, path, offset, length, size }) =>
      `tensor '${shown(tensor)}' wants ${plural(length, "byte")} from offset ${offset} of '${shown(path)}', which has ${size}`,
  }),
  BX1020: row<{ value: string; nearest: string | undefined }>({
    severity: "error",
    title: "value produced by nothing",
    explain: "A node reads a value that is no input, no initializer and no output of any node.",
    message: ({ value }) => `input '${shown(value)}' is produced by nothing`,
    hint: ({ nearest }) => nearestName(nearest),
  }),
  BX1021: row<{ value: string; first: string; second: string }>({
    severity: "error",
    title: "value defined twice",
    explain: "Every value of an ONNX graph has exactly one definition.",
    message: ({ value, first, second }) =>
      `value '${shown(value)}' is defined twice: by ${shown(first)} and by ${shown(second)}`,
  }),
  BX1022: row<{ nodes: readonly string[] }>({
    severity: "error",
    title: "cyclic graph",
    explain: "A node's result is needed to compute its own input, so there is no order in which the nodes can run.",
    message: ({ nodes }) => `the graph has a cycle: ${cyclePath(nodes)}`,
    hint: () => "a recurrent network has to be unrolled before export",
  }),
  BX1023: row<{ op: string }>({
    severity: "error",
    title: "subgraph",
    explain:
      "Operators with a subgraph (If, Loop, Scan) decide at run time what to compute; firmware computes the same for each event.",
    message: ({ op }) => `operator '${shown(op)}' has a subgraph, which is not supported`,
    hint: () => "export the model for inference, with control flow traced away",
  }),
  BX1024: row<{ what: string }>({
    severity: "error",
    title: "part of the file not supported",
    explain: "The file holds something of the ONNX specification that Bunchcross does not read.",
    message: ({ what }) => `${what} is not supported`,
    hint: () => "simplify the model first, for example with onnxsim or qonnx-cleanup",
  }),
  BX1025: row<{ domain: string; assumed: number }>({
    severity: "warning",
    title: "operator set not imported",
    explain: "Nodes use a domain whose version the model does not declare.",
    message: ({ domain, assumed }) =>
      `the model imports no version of the operator set '${domain === "" ? "ai.onnx" : shown(domain)}'; version ${assumed} is assumed`,
  }),
  BX1026: row<{ output: string; nearest: string | undefined }>({
    severity: "error",
    title: "output produced by nothing",
    explain: "The model lists an output that no node computes.",
    message: ({ output }) => `output '${shown(output)}' is produced by nothing`,
    hint: ({ nearest }) => nearestName(nearest),
  }),
  BX1027: row<{ input: string; dtype: string }>({
    severity: "error",
    title: "element type of an input",
    explain: "Inputs are numbers (floats or integers); their fixed-point type comes from the configuration.",
    message: ({ input, dtype }) =>
      `input '${shown(input)}' has element type ${dtype}; expected a float or an integer type`,
  }),
  BX1028: row<{ input: string; dims: readonly (number | string)[]; problem: string }>({
    severity: "error",
    title: "shape of an input",
    explain:
      "The first axis of an input is the batch and may be open; firmware needs to know the length of every other.",
    message: ({ input, dims, problem }) => `input '${shown(input)}' of shape ${shape(dims)} ${problem}`,
    hint: () => "fix the lengths at export; only the first axis (the batch) may stay open",
  }),
  BX1029: row<{ name: string; renamed: string }>({
    severity: "note",
    title: "node name used twice",
    explain: "Configurations name layers by node name, so the second node of the same name gets a suffix.",
    message: ({ name, renamed }) => `node name '${shown(name)}' is used twice; this one is called '${shown(renamed)}'`,
  }),
  BX1030: row<{ nodes: readonly string[] }>({
    severity: "note",
    title: "nodes that no output needs",
    explain: "These nodes change no output and are left out of the firmware.",
    message: ({ nodes }) =>
      `${plural(nodes.length, "node")} that no output needs ${nodes.length === 1 ? "is" : "are"} left out: ${listed(nodes)}`,
  }),
  BX1031: row<{ output: string }>({
    severity: "error",
    title: "constant output",
    explain: "The output is the same for every event, so there is nothing to compute in firmware.",
    message: ({ output }) => `output '${shown(output)}' does not depend on any input`,
  }),
  BX1032: row<{ what: "inputs" | "outputs" }>({
    severity: "error",
    title: "no inputs or outputs",
    explain: "A model needs at least one input and one output to become firmware.",
    message: ({ what }) => `the model has no ${what}`,
  }),
  BX1033: row<{ inputs: readonly [BatchLength, BatchLength] }>({
    severity: "error",
    title: "batch axes disagree",
    explain:
      "The first axis of every input counts the events, so all inputs have the same length along it (or an open one).",
    message: ({ inputs: [a, b] }) =>
      `inputs '${shown(a.name)}' and '${shown(b.name)}' have different lengths along their first axis, ${a.length} and ${b.length}`,
    hint: () => "the first axis of every input is the batch; add one where it is missing",
  }),
  BX1034: row<{ input: string; dims: readonly (number | string)[]; size: number; most: number }>({
    severity: "error",
    title: "input too large",
    explain:
      "All elements of an event are processed at once, each with logic of its own; no device has room for this many, and their ranges alone would fill the compiler's memory.",
    message: ({ input, dims, size, most }) =>
      `input '${shown(input)}' of shape ${shape(dims)} has ${size} elements per event; at most ${most} are supported`,
    hint: () => "shrink, crop or slice the input before the network",
  }),
  BX1035: row<{ shape: readonly number[]; size: number; most: number }>({
    severity: "error",
    title: "size of a result",
    explain:
      "All elements of an event are computed at once, each with logic of its own. No device has room for this many, and a tensor of none is no firmware.",
    message: ({ shape: dims, size, most }) =>
      `the result of shape ${shape(dims)} has ${plural(size, "element")} per event; 1 to ${most} are supported`,
  }),
  BX1036: row<{ products: number; most: number }>({
    severity: "error",
    title: "too many multiplications",
    explain:
      "Every product of an event is a multiplication of its own in the firmware (a ReuseFactor only shares multipliers). No device, and no HLS compiler, manages this many in one layer.",
    message: ({ products, most }) =>
      `the node takes ${products} multiplications per event; at most ${most} are supported`,
    hint: () => "shrink the layer: fewer channels or nodes, larger strides, a smaller input",
  }),
};

function listed(names: readonly string[]): string {
  const few = names.slice(0, 5).map((name) => `'${shown(name)}'`);
  return names.length > few.length ? `${few.join(", ")} and ${names.length - few.length} more` : few.join(", ");
}

function cyclePath(nodes: readonly string[]): string {
  const few =
    nodes.length > 8
      ? [...nodes.slice(0, 7).map((name) => shown(name, 40)), "…"]
      : nodes.map((name) => shown(name, 40));
  return [...few, shown(nodes[0] ?? "", 40)].join(" -> ");
}
