import { isPrecisionError, parsePrecision, printType } from "../fixed/text.js";
import type { ApFixed } from "../fixed/types.js";
import { InternalError, must } from "../support/errors.js";
import { nodeType, type OpLookup } from "./build.js";
import type { Graph, Node, Port, ValueId } from "./graph.js";
import { constantTensor, fullRange, type IntTensor, type TensorType } from "./tensor.js";

/**
 * Reads the text form of a graph (see `printGraph`). Node types and ranges are inferred anew and must agree with the
 * text. The text is a test's or a developer's own, so a mistake in it throws an InternalError that names the line.
 */
export function parseGraph(text: string, ops: OpLookup): Graph {
  const types = new Map<ValueId, TensorType>();
  const constants = new Map<ValueId, IntTensor>();
  const inputs: Port[] = [];
  const outputs: Port[] = [];
  const nodes: Node[] = [];
  let name = "";
  for (const [number, line] of text.split("\n").entries()) {
    const scan = createScanner(line, number + 1);
    if (scan.done()) continue;
    if (scan.accept(/graph /y)) name = scan.json();
    else if (scan.accept(/input /y)) inputs.push(readInput(scan, types));
    else if (scan.accept(/const /y)) readConstant(scan, types, constants);
    else if (scan.accept(/output /y)) outputs.push(readPort(scan, scan.match(/[%@][^\s:,()]+/y)));
    else nodes.push(readNode(scan, types, ops));
  }
  return { name, inputs, outputs, nodes, constants, types };
}

/** A cursor over one line; every `match` skips the blanks after it. */
interface Scanner {
  readonly accept: (pattern: RegExp) => boolean;
  readonly match: (pattern: RegExp) => string;
  readonly json: () => string;
  readonly done: () => boolean;
  readonly fail: (expected: string) => never;
}

function createScanner(line: string, number: number): Scanner {
  let at = 0;
  const fail = (expected: string): never => {
    throw new InternalError(
      `IR text, line ${number}, column ${at + 1}: expected ${expected} at '${line.slice(at, at + 30)}'`,
    );
  };
  const take = (pattern: RegExp): string | undefined => {
    pattern.lastIndex = at;
    const found = pattern.exec(line)?.[0];
    if (found === undefined) return undefined;
    at += found.length;
    while (line[at] === " ") at++;
    return found;
  };
  return {
    accept: (pattern) => take(pattern) !== undefined,
    match: (pattern) => take(pattern) ?? fail(String(pattern)),
    json: () => JSON.parse(take(/"(?:[^"\\]|\\.)*"/y) ?? fail("a string")) as string,
    done: () => line.slice(at).trim() === "" || line.startsWith("#"),
    fail,
  };
}

function readInput(scan: Scanner, types: Map<ValueId, TensorType>): Port {
  const value = scan.match(/%[^\s:]+/y);
  scan.match(/:/y);
  const { elem, shape } = readType(scan);
  types.set(value, fullRange(shape, elem));
  return readPort(scan, value);
}

function readPort(scan: Scanner, value: ValueId): Port {
  scan.match(/=/y);
  return { name: scan.json(), value, shape: readShape(scan) };
}

function readConstant(scan: Scanner, types: Map<ValueId, TensorType>, constants: Map<ValueId, IntTensor>): void {
  const id = scan.match(/@[^\s:]+/y);
  scan.match(/:/y);
  const { elem, shape } = readType(scan);
  scan.match(/=/y);
  const tensor = constantTensor(shape, elem, readMantissas(scan));
  constants.set(id, tensor);
  types.set(id, tensor.type);
}

function readMantissas(scan: Scanner): bigint[] {
  const values: bigint[] = [];
  while (scan.accept(/(?=-?\d)/y)) values.push(BigInt(scan.match(/-?\d+/y)));
  return values;
}

function readNode(scan: Scanner, types: Map<ValueId, TensorType>, ops: OpLookup): Node {
  const output = scan.match(/%[^\s:]+/y);
  scan.match(/:/y);
  const written = readType(scan);
  scan.match(/=/y);
  const kind = scan.match(/\w+/y);
  scan.match(/\(/y);
  const inputs: ValueId[] = [];
  while (!scan.accept(/\)/y)) {
    inputs.push(scan.match(/[%@][^\s,()]+/y));
    scan.accept(/,/y);
  }
  const attrs = scan.accept(/\{/y) ? readObject(scan) : {};
  const result = scan.accept(/->/y) ? readApFixed(scan) : undefined;
  const [opType = "", ...names] = scan.accept(/\/\/ onnx /y) ? scan.match(/.*/y).split(" ") : [];
  const node: Node = { kind, attrs, inputs, output, result, origin: { nodes: names, opType } };
  const type = nodeType(node, (id) => must(types.get(id), `type of ${id}`), ops);
  const agrees =
    type.elem.width === written.elem.width &&
    type.elem.int === written.elem.int &&
    String(type.shape) === String(written.shape);
  if (!agrees) scan.fail(`${output} to have the inferred type ${printType(type.elem)}[${type.shape.join(",")}]`);
  types.set(output, type);
  return node;
}

function readObject(scan: Scanner): Record<string, unknown> {
  const entries: [string, unknown][] = [];
  while (!scan.accept(/\}/y)) {
    const key = scan.match(/\w+/y);
    scan.match(/=/y);
    entries.push([key, readAttr(scan)]);
    scan.accept(/,/y);
  }
  return Object.fromEntries(entries);
}

function readAttr(scan: Scanner): unknown {
  if (scan.accept(/\{/y)) return readObject(scan);
  if (scan.accept(/\[/y)) {
    const items: unknown[] = [];
    while (!scan.accept(/\]/y)) {
      items.push(readAttr(scan));
      scan.accept(/,/y);
    }
    return items;
  }
  if (scan.accept(/table /y)) {
    const { elem, shape } = readType(scan);
    scan.match(/\(/y);
    const tensor = constantTensor(shape, elem, readMantissas(scan));
    scan.match(/\)/y);
    return tensor;
  }
  if (scan.accept(/(?=ap_)/y)) return readApFixed(scan);
  if (scan.accept(/(?=")/y)) return scan.json();
  return JSON.parse(scan.match(/true|false|null|-?[\d.eE+-]+/y));
}

function readApFixed(scan: Scanner): ApFixed {
  const parsed = parsePrecision(scan.match(/(?:ap_)?u?fixed<[^>]*>/y));
  return isPrecisionError(parsed) ? scan.fail("a fixed-point type") : parsed;
}

function readType(scan: Scanner): { elem: ApFixed; shape: number[] } {
  return { elem: readApFixed(scan), shape: readShape(scan) };
}

function readShape(scan: Scanner): number[] {
  const dims = scan.match(/\[[\d,]*\]/y).slice(1, -1);
  return dims === "" ? [] : dims.split(",").map(Number);
}
