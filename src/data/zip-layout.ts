/** A file that is going to be stored in an archive. */
export interface ZipMember {
  readonly name: string;
  readonly size: number;
}

/** Where a member will be: its local header at `offset`, its bytes at `start`. */
export interface PlacedMember extends ZipMember {
  readonly offset: number;
  readonly start: number;
}

const WIDE = 0xffffffff;
/** 1980-01-01, the first date of ZIP: a fixed one keeps the bytes the same on every run. */
const DATE = 0x21;
const STORED = 0;
const UTF8_NAMES = 0x800;

/**
 * Places of stored members, one after the other, known before any byte of them is; sizes and places from 4 GiB on are
 * written as ZIP64. Source: PKWARE, "APPNOTE.TXT - .ZIP File Format Specification", 6.3.10, sections 4.3 to 4.5.
 */
export function placeMembers(members: readonly ZipMember[]): readonly PlacedMember[] {
  let offset = 0;
  return members.map((member) => {
    const start = offset + localHeader(member, 0).length;
    const placed = { ...member, offset, start };
    offset = start + member.size;
    return placed;
  });
}

export function localHeader({ name, size }: ZipMember, crc: number): Uint8Array {
  const title = new TextEncoder().encode(name);
  const wide = size >= WIDE;
  const extra = wide ? [words([1, 2], [16, 2]), longs(size, size)] : [];
  const narrow = wide ? WIDE : size;
  return joined(
    words([0x04034b50, 4], ...common(title, name, wide, crc, narrow), [title.length, 2], [wide ? 20 : 0, 2]),
    title,
    ...extra,
  );
}

/** What follows the last member. */
export function centralDirectory(members: readonly PlacedMember[], crcs: readonly number[]): Uint8Array {
  const last = members.at(-1);
  const at = last === undefined ? 0 : last.start + last.size;
  const directory = joined(...members.map((member, i) => centralHeader(member, crcs[i] ?? 0)));
  const count = members.length;
  const wide = at >= WIDE || count >= 0xffff;
  const record = joined(
    words([0x06064b50, 4]),
    longs(44),
    words([45, 2], [45, 2], [0, 4], [0, 4]),
    longs(count, count, directory.length, at),
  );
  const locator = joined(words([0x07064b50, 4], [0, 4]), longs(at + directory.length), words([1, 4]));
  const narrowCount = Math.min(count, 0xffff);
  const end = words([0x06054b50, 4], [0, 4], [narrowCount, 2], [narrowCount, 2], [directory.length, 4]);
  return joined(directory, ...(wide ? [record, locator] : []), end, words([Math.min(at, WIDE), 4], [0, 2]));
}

function centralHeader({ name, size, offset }: PlacedMember, crc: number): Uint8Array {
  const title = new TextEncoder().encode(name);
  const fields = [...(size >= WIDE ? [size, size] : []), ...(offset >= WIDE ? [offset] : [])];
  const wide = fields.length > 0;
  const extra = wide ? [words([1, 2], [8 * fields.length, 2]), longs(...fields)] : [];
  return joined(
    words([0x02014b50, 4], [wide ? 45 : 20, 2], ...common(title, name, wide, crc, Math.min(size, WIDE))),
    words([title.length, 2], [wide ? 4 + 8 * fields.length : 0, 2], [0, 2], [0, 2], [0, 2], [0, 4]),
    words([Math.min(offset, WIDE), 4]),
    title,
    ...extra,
  );
}

/** Fields that the local and the central header of a member share. */
function common(title: Uint8Array, name: string, wide: boolean, crc: number, size: number): readonly Word[] {
  const flags = title.length === name.length ? 0 : UTF8_NAMES;
  return [
    [wide ? 45 : 20, 2],
    [flags, 2],
    [STORED, 2],
    [0, 2],
    [DATE, 2],
    [crc, 4],
    [size, 4],
    [size, 4],
  ];
}

/** A number and the bytes it takes, little-endian. */
type Word = readonly [value: number, bytes: 2 | 4];

function words(...fields: readonly Word[]): Uint8Array {
  return Uint8Array.from(
    fields.flatMap(([value, bytes]) => [0, 8, 16, 24].slice(0, bytes).map((bit) => value >>> bit)),
  );
}

function longs(...values: readonly number[]): Uint8Array {
  return new Uint8Array(Uint32Array.from(values.flatMap((value) => [value % 2 ** 32, value / 2 ** 32])).buffer);
}

function joined(...parts: readonly Uint8Array[]): Uint8Array {
  return new Uint8Array(Buffer.concat(parts));
}
