/** What is used of jsroot 7 (https://root.cern/js), which comes without types of its own. */
declare module "jsroot/io" {
  export const FileProxy: new () => object;

  export class TBuffer {
    constructor(view: DataView, position: number, file: TFile);
    readonly o: number;
    classStreamer(into: object, className: "TBasket"): TBasket;
    readBasketEntryOffset(basket: TBasket, shift: number): void;
  }

  export interface TKey {
    readonly fName: string;
    readonly fClassName: string;
  }

  export interface TDirectory {
    readonly fKeys: readonly TKey[];
  }

  export interface TFile extends TDirectory {
    readObject(path: string): Promise<unknown>;
    readBuffer(place: readonly [offset: number, length: number]): Promise<DataView>;
    findStreamerInfo(className: string, version: number, checksum: number): StreamerInfo | undefined;
  }

  export interface StreamerInfo {
    readonly fElements?: { readonly arr: readonly ({ readonly fName: string; readonly fTypeName: string } | null)[] };
  }

  export interface TLeaf {
    readonly _typename: string;
    readonly fName: string;
    /** Values an entry, or values for each that the count counts. */
    readonly fLen: number | undefined;
    readonly fIsUnsigned: boolean;
    readonly fLeafCount: TLeaf | null;
  }

  export interface TBranch {
    readonly _typename: string;
    readonly fName: string;
    readonly fEntries: number;
    readonly fEntryOffsetLen: number;
    readonly fWriteBasket: number;
    readonly fBasketBytes: ArrayLike<number>;
    readonly fBasketEntry: ArrayLike<number>;
    readonly fBasketSeek: ArrayLike<number>;
    /** Name of another file that holds the baskets. */
    readonly fFileName: string;
    readonly fBaskets: { readonly arr: readonly (TBasket | null | undefined)[] };
    readonly fBranches: { readonly arr: readonly TBranch[] };
    readonly fLeaves: { readonly arr: readonly TLeaf[] };
    /** Of a TBranchElement only, as all that follows. */
    readonly fClassName?: string;
    readonly fClassVersion?: number;
    readonly fCheckSum?: number;
    readonly fID?: number;
    readonly fType?: number;
    readonly fStreamerType?: number;
    readonly fBranchCount2?: TBranch | null;
  }

  export interface TTree {
    readonly fEntries: number;
    readonly fBranches: { readonly arr: readonly TBranch[] };
  }

  export interface TBasket {
    readonly fNbytes: number;
    readonly fObjlen: number;
    readonly fKeylen: number;
    /** Number of entries. */
    readonly fNevBuf: number;
    /** Offset of the end of the data, with the key's length. */
    readonly fLast: number;
    readonly fEntryOffset?: ArrayLike<number>;
    /** Data of a basket that is stored with its tree. */
    readonly fBufferRef?: TBuffer & { readonly arr: DataView; locate(position: number): void };
  }

  export function openFile(proxy: object): Promise<TFile | false>;
  export function R__unzip(view: DataView, size: number, quiet: boolean, from: number): Promise<DataView | null>;
}

declare module "jsroot/core" {
  export const internals: {
    _ZstdStream?: { decompress(data: Uint8Array): Uint8Array };
  };
}
