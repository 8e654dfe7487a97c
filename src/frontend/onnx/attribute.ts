import type { OnnxAttribute } from "../../ir/import.js";
import { ATTRIBUTE_TYPE, type AttributeProto } from "./schema.js";
import { asNumber, readTensor, type TensorPlace } from "./tensor.js";

const text = new TextDecoder();

/** The value of a node's attribute; subgraphs and whatever else has no value here are reported. */
export function readAttribute(proto: AttributeProto, opType: string, place: TensorPlace): OnnxAttribute | undefined {
  const at = { ...place.at, attribute: proto.name };
  switch (proto.type) {
    case ATTRIBUTE_TYPE.FLOAT:
      return proto.f;
    case ATTRIBUTE_TYPE.INT:
      return asNumber(proto.i);
    case ATTRIBUTE_TYPE.STRING:
      // protobufjs gives an empty field as an empty list.
      return proto.s.length === 0 ? "" : text.decode(proto.s);
    case ATTRIBUTE_TYPE.TENSOR:
      return proto.t === null ? unreadable(proto, place) : readTensor(proto.t, { ...place, at });
    case ATTRIBUTE_TYPE.FLOATS:
      return proto.floats;
    case ATTRIBUTE_TYPE.INTS:
      return proto.ints.map(asNumber);
    case ATTRIBUTE_TYPE.STRINGS:
      return proto.strings.map((bytes) => text.decode(bytes));
    case ATTRIBUTE_TYPE.GRAPH:
      return void place.reporter.report("BX1023", { op: opType }, at);
    default:
      return unreadable(proto, place);
  }
}

function unreadable({ name, type }: AttributeProto, { at, reporter }: TensorPlace): undefined {
  reporter.report("BX1024", { what: `attribute '${name}' of type ${type}` }, { ...at, attribute: name });
}
