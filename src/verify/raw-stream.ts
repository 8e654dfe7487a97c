import { type Mantissas, mantissaAt, NUMBER_BITS } from "../fixed/arith.js";
import type { FixedType } from "../fixed/types.js";
import type { Graph, ValueId } from "../ir/graph.js";
import { eventStride, eventsOf, type IntTensor, sizeOf, type TensorType } from "../ir/tensor.js";
import { must } from "../support/errors.js";

/**
 * Raw integers to and from a compiled network (see templates/nnet_utils/nnet_trace.h): values of W bits as ceil(W / 32)
 * little-endian words, in the order input by input, or layer by layer and then output by output, event by event.
 */

/** What a compiled network did, in the form of the interpreter's `Run`. */
export interface CppRun {
  readonly outputs: readonly IntTensor[];
  /** Values of all nodes; empty where the program was compiled without a trace. */
  readonly trace: ReadonlyMap<ValueId, IntTensor>;
}

const wordsOf = (elem: FixedType): number => Math.ceil(elem.width / 32);

/** The input file of one network: a count of events, then their inputs. */
export function encodeInputs(graph: Graph, inputs: readonly IntTensor[]): Uint8Array {
  const events = eventsOf(inputs);
  const types = graph.inputs.map(({ value }) => must(graph.types.get(value), value));
  const perEvent = types.reduce((sum, { shape, elem }) => sum + sizeOf(shape) * wordsOf(elem), 0);
  const words = new DataView(new ArrayBuffer(4 * (1 + events * perEvent)));
  words.setUint32(0, events, true);
  let at = 4;
  for (let event = 0; event < events; event++) {
    types.forEach(({ shape, elem }, k) => {
      const tensor = must(inputs[k], `input ${k}`);
      const base = event * eventStride(tensor);
      for (let i = 0; i < sizeOf(shape); i++) {
        let rest = BigInt.asUintN(elem.width, mantissaAt(tensor.data, base + i));
        for (let word = 0; word < wordsOf(elem); word++, at += 4, rest >>= 32n)
          words.setUint32(at, Number(rest & 0xffffffffn), true);
      }
    });
  }
  return new Uint8Array(words.buffer);
}

/** Bytes that a network writes for so many events. */
export function outputBytes(graph: Graph, events: number, traced: boolean): number {
  return 4 * events * layout(graph, traced).reduce((sum, { shape, elem }) => sum + sizeOf(shape) * wordsOf(elem), 0);
}

/** What one network wrote; the caller has checked the number of bytes. */
export function decodeOutputs(graph: Graph, bytes: Uint8Array, events: number, traced: boolean): CppRun {
  const slots = layout(graph, traced).map((type) => ({ type, data: emptyData(type, events) }));
  const words = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let at = 0;
  for (let event = 0; event < events; event++) {
    for (const { type, data } of slots) {
      const size = sizeOf(type.shape);
      for (let i = event * size; i < (event + 1) * size; i++, at += 4 * wordsOf(type.elem)) {
        if (type.elem.width <= 32) data[i] = shortValue(words.getUint32(at, true), type.elem);
        else
          data[i] =
            typeof data[i] === "bigint" ? longValue(words, at, type.elem) : Number(longValue(words, at, type.elem));
      }
    }
  }
  const tensors = slots.map(({ type, data }) => ({ type, events, data: data as Mantissas }));
  const layers = traced ? graph.nodes.length : 0;
  const trace = new Map(graph.nodes.slice(0, layers).map((node, i) => [node.output, must(tensors[i], "layer")]));
  return { outputs: tensors.slice(layers), trace };
}

function layout(graph: Graph, traced: boolean): TensorType[] {
  const ids = [...(traced ? graph.nodes.map((node) => node.output) : []), ...graph.outputs.map(({ value }) => value)];
  return ids.map((id) => must(graph.types.get(id), id));
}

function emptyData({ shape, elem }: TensorType, events: number): { [index: number]: number | bigint } {
  const length = events * sizeOf(shape);
  return elem.width > NUMBER_BITS ? new Array<bigint>(length).fill(0n) : new Float64Array(length);
}

function shortValue(word: number, { signed, width }: FixedType): number {
  return signed ? (word << (32 - width)) >> (32 - width) : word;
}

function longValue(words: DataView, at: number, elem: FixedType): bigint {
  let bits = 0n;
  for (let word = wordsOf(elem) - 1; word >= 0; word--)
    bits = (bits << 32n) | BigInt(words.getUint32(at + 4 * word, true));
  return elem.signed ? BigInt.asIntN(elem.width, bits) : bits;
}
