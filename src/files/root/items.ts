import type { TBranch, TFile, TLeaf } from "jsroot/io";
import type { DType } from "../../data/nd-array.js";

/** How the numbers of a branch lie in an entry, in big-endian order. */
export interface Item {
  readonly dtype: DType;
  /** A list of a length that differs between entries. */
  readonly list: boolean;
  /** Values an entry, where it is no list. */
  readonly length: number;
  /** Bytes before the first value of an entry. */
  readonly skip: number;
}

/** A leaf of a branch: numbers, or what else was found. Leaves have names where a branch has several. */
export interface FoundItem {
  readonly leaf?: string;
  readonly item?: Item;
  readonly found?: string;
}

export function itemsOf(branch: TBranch, root: TFile): FoundItem[] {
  const leaves = branch.fLeaves.arr;
  if (branch._typename === "TBranchElement") return [elementItem(branch, root)];
  if (branch._typename !== "TBranch") return [{ found: "objects" }];
  if (leaves.length === 1 && leaves[0] !== undefined) return [leafItem(leaves[0], 0)];
  let skip = 0;
  return leaves.map((leaf) => {
    const { item, found } = leafItem(leaf, skip);
    // Where one leaf has no known size, none behind it has a known place.
    skip += item === undefined || item.list ? Number.NaN : ITEM_BYTES[item.dtype] * item.length;
    const usable = item !== undefined && !item.list && !Number.isNaN(item.skip);
    return {
      leaf: leaf.fName,
      ...(usable ? { item } : { found: found ?? "one of several leaves of different sizes" }),
    };
  });
}

function leafItem({ _typename, fIsUnsigned, fLen, fLeafCount }: TLeaf, skip: number): FoundItem {
  const [signed, unsigned] = LEAVES[_typename] ?? [];
  const dtype = fIsUnsigned ? unsigned : signed;
  // A leaf without a length is one whose class the file does not describe.
  if (dtype === undefined || fLen === undefined) return { found: OTHER_LEAVES[_typename] ?? _typename };
  return { item: { dtype, list: fLeafCount !== null, length: fLen, skip } };
}

/** Leaves by their types, signed and unsigned. */
const LEAVES: Readonly<Record<string, readonly [DType, DType]>> = {
  TLeafO: ["bool", "bool"],
  TLeafB: ["int8", "uint8"],
  TLeafS: ["int16", "uint16"],
  TLeafI: ["int32", "uint32"],
  TLeafL: ["int64", "uint64"],
  TLeafG: ["int64", "uint64"],
  TLeafF: ["float32", "float32"],
  TLeafD: ["float64", "float64"],
};
const OTHER_LEAVES: Readonly<Record<string, string>> = {
  TLeafC: "strings",
  TLeafF16: "Float16_t",
  TLeafD32: "Double32_t",
};

export const ITEM_BYTES: Readonly<Record<DType, number>> = {
  bool: 1,
  int8: 1,
  uint8: 1,
  int16: 2,
  uint16: 2,
  float16: 2,
  int32: 4,
  uint32: 4,
  float32: 4,
  int64: 8,
  uint64: 8,
  float64: 8,
};

/** Basic types of TStreamerInfo::EReadWrite. */
const BASIC: Readonly<Record<number, DType>> = {
  1: "int8",
  2: "int16",
  3: "int32",
  4: "int64",
  5: "float32",
  6: "int32",
  8: "float64",
  10: "int8",
  11: "uint8",
  12: "uint16",
  13: "uint32",
  14: "uint64",
  15: "uint32",
  16: "int64",
  17: "uint64",
  18: "bool",
};
/** Added to a basic type: an array of fixed length, or one that a counter counts. */
const ARRAY = 20;
const COUNTED = 40;
/** Branch types of members of the objects of a TClonesArray, or of an STL container: one value an object. */
const MEMBERS: ReadonlySet<number> = new Set([31, 41]);
/** A vector is its byte count, version and length, then its values. */
const VECTOR_HEADER = 10;

function elementItem(branch: TBranch, root: TFile): FoundItem {
  const { fStreamerType: type = -1, fType = 0, fBranchCount2, fLeaves } = branch;
  const member = MEMBERS.has(fType);
  if (fBranchCount2) return { found: "lists of lists" };
  const basic = BASIC[type] ?? BASIC[type - ARRAY];
  const counted = BASIC[type - COUNTED];
  if (basic !== undefined && type < COUNTED)
    return { item: { dtype: basic, list: member, length: fLeaves.arr[0]?.fLen ?? 1, skip: 0 } };
  if (counted !== undefined && !member) return { item: { dtype: counted, list: true, length: 1, skip: 1 } };
  const name = typeName(branch, root);
  const dtype = vectorOf(name);
  if (dtype === undefined || member) return { found: member && dtype !== undefined ? "lists of lists" : name };
  return { item: { dtype, list: true, length: 1, skip: VECTOR_HEADER } };
}

/** The C++ type of a branch: its class, or of its class the member that it holds. */
function typeName(
  { fName, fID = -1, fClassName = "objects", fClassVersion = 0, fCheckSum = 0 }: TBranch,
  root: TFile,
): string {
  if (fID < 0) return fClassName;
  const member = fName.replace(/\[.*$/, "").replace(/^.*\./, "");
  const elements = root.findStreamerInfo(fClassName, fClassVersion, fCheckSum)?.fElements?.arr ?? [];
  const named = elements.find((element) => element?.fName === member);
  return named?.fTypeName ?? "objects";
}

/** Element type of `vector<T>` and `ROOT::VecOps::RVec<T>`, where T is a number. */
function vectorOf(name: string): DType | undefined {
  const [, inner = ""] = /^(?:std::)?(?:vector|ROOT::(?:VecOps::)?RVec)\s*<\s*([^<>]*?)\s*>$/.exec(name) ?? [];
  return CXX_TYPES[inner];
}

const CXX_TYPES: Readonly<Record<string, DType>> = {
  bool: "bool",
  Bool_t: "bool",
  char: "int8",
  "signed char": "int8",
  int8_t: "int8",
  "unsigned char": "uint8",
  UChar_t: "uint8",
  uint8_t: "uint8",
  short: "int16",
  Short_t: "int16",
  int16_t: "int16",
  "unsigned short": "uint16",
  UShort_t: "uint16",
  uint16_t: "uint16",
  int: "int32",
  Int_t: "int32",
  int32_t: "int32",
  "unsigned int": "uint32",
  UInt_t: "uint32",
  uint32_t: "uint32",
  long: "int64",
  "long long": "int64",
  Long_t: "int64",
  Long64_t: "int64",
  int64_t: "int64",
  "unsigned long": "uint64",
  "unsigned long long": "uint64",
  ULong_t: "uint64",
  ULong64_t: "uint64",
  uint64_t: "uint64",
  float: "float32",
  Float_t: "float32",
  double: "float64",
  Double_t: "float64",
};
