import { row } from "../diagnostic.js";

/** BX2xxx: the configuration. 200x: the file; 201x: keys and values; 202x: precisions; 203x: layers; 204x-209x: meaning. */
export const configCodes = {
  BX2001: row<{ problem: string }>({
    severity: "error",
    title: "configuration is not readable",
    explain: "The file is neither YAML nor JSON. The place where the reader gave up is given.",
    message: ({ problem }) => `the configuration is neither YAML nor JSON: ${problem}`,
  }),
  BX2002: row<{ what: string }>({
    severity: "error",
    title: "configuration is no map",
    explain: "A configuration is a map of keys to values. `bxc config MODEL` writes one to start from.",
    message: ({ what }) => `the configuration is ${what}; expected a map of keys such as 'Part' and 'HLSConfig'`,
    hint: () => "`bxc config MODEL` writes a configuration to start from",
  }),
  BX2003: row<{ key: string; where: string }>({
    severity: "error",
    title: "key given twice",
    explain:
      "One setting is given two values (perhaps in two spellings, `TableSize` and `table_size`). Only one of them could apply, so neither is chosen.",
    message: ({ key, where }) => `'${key}' is given twice in ${where}`,
  }),
  BX2010: row<{ what: string; key: string; where: string; valid: readonly string[]; hint: string | undefined }>({
    severity: "error",
    title: "unknown key",
    explain:
      "The schema of the configuration is closed: a key that means nothing is an error, because a mistyped key that is passed over leaves a default in force that nobody chose.",
    message: ({ what, key, where, valid }) => `unknown ${what} '${key}' in ${where}; valid: ${valid.join(", ")}`,
    hint: ({ hint }) => hint,
  }),
  BX2011: row<{ key: string; written: string; expected: string; hint?: string | undefined }>({
    severity: "error",
    title: "wrong kind of value",
    explain: "The key exists, but its value is of another kind or outside its range.",
    message: ({ key, written, expected }) => `${key} is ${written}; expected ${expected}`,
    hint: ({ hint }) => hint,
  }),
  BX2012: row<{ key: string; written: string; valid: readonly string[]; hint: string | undefined }>({
    severity: "error",
    title: "not one of the choices",
    explain: "The key takes one of a few words, and this is none of them.",
    message: ({ key, written, valid }) => `${key} is '${written}'; valid: ${valid.join(", ")}`,
    hint: ({ hint }) => hint,
  }),
  BX2013: row<{ key: string; other: string }>({
    severity: "error",
    title: "two forms mixed",
    explain:
      "`Model`, `LayerType` and `LayerName` stand either under `HLSConfig` or, in the short form, at the top. With both, it is not clear which applies.",
    message: ({ key, other }) => `'${key}' stands at the top although the file has '${other}'`,
    hint: ({ key, other }) => `move '${key}' under '${other}'`,
  }),
  BX2020: row<{ key: string; text: string; problem: string; hint: string }>({
    severity: "error",
    title: "precision not understood",
    explain:
      "Precisions are written ap_fixed<W,I,Q,O> (W bits, I of them left of the binary point, rounding Q, overflow O; Q and O may be left out), ap_ufixed<...>, ap_int<W> or ap_uint<W>; the ap_ may be left out.",
    message: ({ key, text, problem }) => `${key}: '${text}': ${problem}`,
    hint: ({ hint }) => hint,
  }),
  BX2021: row<{ key: string; text: string }>({
    severity: "error",
    title: "floating point asked for",
    explain: "Bunchcross computes with fixed-point integers only, so a layer can't be given a floating-point type.",
    message: ({ key, text }) => `${key} is '${text}', a floating-point type; Bunchcross computes in fixed point only`,
    hint: () => "write a type such as ap_fixed<16,6>, or 'auto' in a layer",
  }),
  BX2022: row<{ key: string }>({
    severity: "error",
    title: "'auto' for the whole model",
    explain:
      "hls4ml infers types layer by layer and takes the Model's types as explicit. In its numerics 'auto' stands under LayerName or LayerType only.",
    message: ({ key }) => `${key} is 'auto', which hls4ml's numerics allow in LayerName and LayerType only`,
    hint: () => "write an explicit type here, or 'Numerics: bunchcross' at the top to have types from value ranges",
  }),
  BX2030: row<{ name: string; near: string | undefined; valid: readonly string[]; more: number }>({
    severity: "error",
    title: "no such layer",
    explain:
      "A key under LayerName is the name of an ONNX node, of an input of the model, of an initializer, or a name that hls4ml derives from a node (such as Dense_<node>).",
    message: ({ name, valid, more }) =>
      `the model has no layer '${name}'; it has ${valid.join(", ")}${more > 0 ? ` and ${more} more` : ""}`,
    hint: ({ near }) => (near === undefined ? undefined : `did you mean '${near}'?`),
  }),
  BX2031: row<{ name: string; near: string | undefined; valid: readonly string[] }>({
    severity: "error",
    title: "no such layer type",
    explain: "A key under LayerType is one of hls4ml's class names or the type of an ONNX operator of the model.",
    message: ({ name, valid }) => `unknown layer type '${name}' in LayerType; valid: ${valid.join(", ")}`,
    hint: ({ near }) => (near === undefined ? undefined : `did you mean '${near}'?`),
  }),
  BX2032: row<{ name: string; instead: readonly string[] }>({
    severity: "warning",
    title: "layer type that hls4ml passes over",
    explain:
      "hls4ml accepts this name but looks settings up by the name of the class that implements the layer, so the entry changes nothing there. In hls4ml's numerics it changes nothing here either; in Bunchcross's own it would apply.",
    message: ({ name }) => `LayerType '${name}' has no effect in hls4ml, so none in its numerics here`,
    hint: ({ instead }) => (instead.length === 0 ? undefined : `hls4ml's own name is ${instead.join(" or ")}`),
  }),
  BX2040: row<{ key: string; written: string }>({
    severity: "error",
    title: "distributed arithmetic",
    explain:
      "The distributed_arithmetic strategy builds constant multiplications from adders alone. It comes together with the RTL back end.",
    message: ({ key, written }) =>
      `${key} is '${written}', which Bunchcross does not have yet; it comes with the RTL back end`,
    hint: () => "write Latency, Resource or Unrolled",
  }),
  BX2041: row<{ backend: string }>({
    severity: "error",
    title: "back end of another vendor or flow",
    explain:
      "Bunchcross emits projects for AMD's Vitis HLS. Other back ends of hls4ml are refused rather than replaced.",
    message: ({ backend }) => `Backend is '${backend}'; Bunchcross emits Vitis HLS projects only`,
    hint: () => "write Backend: Vitis",
  }),
  BX2042: row<{ key: string; written: string; why: string }>({
    severity: "note",
    title: "setting without effect",
    explain: "The setting is one of hls4ml's and is accepted, but nothing here depends on it.",
    message: ({ key, written, why }) => `${key}: ${written} has no effect here: ${why}`,
  }),
  BX2043: row<Record<never, never>>({
    severity: "note",
    title: "Vivado HLS read as Vitis HLS",
    explain:
      "Vivado HLS was replaced by Vitis HLS in 2020. A configuration for hls4ml's Vivado back end is read as one for Vitis.",
    message: () => "Backend: Vivado is read as Vitis",
  }),
  BX2044: row<Record<never, never>>({
    severity: "error",
    title: "Skip",
    explain:
      "hls4ml's `Skip: true` removes the Softmax from the model. Bunchcross compiles the model that it is given; it does not leave parts of it out.",
    message: () => "Skip: true would leave the Softmax out of the model, which Bunchcross does not do",
    hint: () => "export the model without its Softmax, or write Implementation: argmax where only the order matters",
  }),
  BX2045: row<Record<never, never>>({
    severity: "error",
    title: "io_stream",
    explain:
      "io_stream passes tensors through FIFOs, one pixel at a time. Bunchcross emits io_parallel only, so far; io_stream is not replaced by it silently, because interfaces and timing differ.",
    message: () => "IOType is io_stream, for which Bunchcross emits no project yet",
    hint: () => "write IOType: io_parallel",
  }),
  BX2046: row<Record<never, never>>({
    severity: "warning",
    title: "no default precision",
    explain:
      "In hls4ml's numerics every variable that nothing else names takes the Model's default precision. Where that is missing, hls4ml's own default is taken.",
    message: () => "HLSConfig.Model gives no default Precision; hls4ml's fixed<16,6> is taken",
    hint: () => "write Precision: fixed<16,6> (or the type you mean) under Model",
  }),
  BX2047: row<{ variable: string; key: string }>({
    severity: "note",
    title: "type that hls4ml passes over",
    explain:
      "hls4ml 1.3 lists the types of tables under Precision but takes them from keys beside it (TableT, ExpTableT, ...). Bunchcross heeds both forms, so a type written under Precision that differs from hls4ml's default makes bits that hls4ml would not.",
    message: ({ variable }) => `Precision.${variable} is heeded here, but hls4ml itself keeps its default for it`,
    hint: ({ key }) => `hls4ml heeds '${key}' beside Precision`,
  }),
  BX2050: row<{ what: string; part: string; near: string | undefined }>({
    severity: "error",
    title: "not a part number",
    explain: "A part is device, package and speed grade as AMD writes them: xcvu13p-flga2577-2-e.",
    message: ({ what, part }) => `${what} is '${part}', which is no part number (device-package-speed[-grade])`,
    hint: ({ near }) => (near === undefined ? "for example xcvu13p-flga2577-2-e" : `did you mean ${near}?`),
  }),
  BX2051: row<{ what: string; part: string; near: string | undefined }>({
    severity: "warning",
    title: "part not on the list",
    explain:
      "The part has the form of a part number but is not among those that Bunchcross knows. The project's Tcl asks the tool itself before it runs.",
    message: ({ what, part }) => `${what} '${part}' is not among the parts known here; the tool will be asked for it`,
    hint: ({ near }) => (near === undefined ? undefined : `did you mean ${near}?`),
  }),
  BX2052: row<{ what: string; name: string; problem: string; suggestion: string }>({
    severity: "error",
    title: "not a usable name",
    explain:
      "The project's name becomes the top function and file names, and a namespace a C++ namespace. So it is a C identifier of at most 80 characters and no keyword of C++ or Verilog.",
    message: ({ what, name, problem }) => `${what} '${name}' ${problem}`,
    hint: ({ suggestion }) => `for example ${suggestion}`,
  }),
  BX2060: row<{ layer: string; reuse: number; rows: number; columns: number; legal: readonly number[] }>({
    severity: "error",
    title: "ReuseFactor not legal",
    explain:
      "In the Resource strategy a multiplier serves ReuseFactor products of one layer in turn, so the factor must divide the number of inputs, or be that number times a divisor of the number of outputs.",
    message: ({ layer, reuse, rows, columns, legal }) =>
      `ReuseFactor ${reuse} is not legal for layer '${layer}' (${rows} inputs, ${columns} outputs, Resource); legal: ${legal.join(", ")}`,
  }),
  BX2061: row<{ layer: string; reuse: number; taken: number; legal: readonly number[] }>({
    severity: "warning",
    title: "ReuseFactor replaced by a legal one",
    explain:
      "hls4ml replaces a ReuseFactor that its Resource strategy can't have by the nearest one that it can. In hls4ml's numerics the same is done here; in Bunchcross's own it is an error.",
    message: ({ layer, reuse, taken }) =>
      `ReuseFactor ${reuse} is not legal for layer '${layer}' (Resource); ${taken} is taken, as hls4ml does`,
    hint: ({ legal }) => `legal: ${legal.join(", ")}`,
  }),
} as const;
