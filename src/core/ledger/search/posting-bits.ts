// Which entries of a block hold a term: offsets from the block's first entry, packed as small as they get.
// Few are a list of 16-bit numbers, many a bitmap; the length tells which.

/** Entries of a block. */
export const BLOCK = 2_048;

const BITMAP = BLOCK / 8;

/** `offsets` ascending, each below BLOCK. */
export function packOffsets(offsets: readonly number[]): Uint8Array {
  if (offsets.length * 2 >= BITMAP) {
    const bits = new Uint8Array(BITMAP);
    for (const offset of offsets) bits[offset >> 3] = (bits[offset >> 3] ?? 0) | (1 << (offset & 7));
    return bits;
  }
  const list = new Uint8Array(offsets.length * 2);
  offsets.forEach((offset, place) => {
    list[place * 2] = offset & 0xff;
    list[place * 2 + 1] = offset >> 8;
  });
  return list;
}

function toBitmap(packed: Uint8Array): Uint8Array {
  if (packed.length === BITMAP) return packed;
  const bits = new Uint8Array(BITMAP);
  for (let place = 0; place + 1 < packed.length; place += 2) {
    const offset = (packed[place] ?? 0) | ((packed[place + 1] ?? 0) << 8);
    bits[(offset >> 3) % BITMAP] = (bits[(offset >> 3) % BITMAP] ?? 0) | (1 << (offset & 7));
  }
  return bits;
}

/** The offsets that all of them hold, ascending; of none, every offset. */
export function commonOffsets(all: readonly Uint8Array[]): readonly number[] {
  const [first, ...others] = all.map(toBitmap);
  const offsets: number[] = [];
  for (let byte = 0; byte < BITMAP; byte++) {
    let bits = first?.[byte] ?? 0xff;
    for (const other of others) bits &= other[byte] ?? 0;
    for (let bit = 0; bits !== 0; bit++, bits >>= 1) if ((bits & 1) === 1) offsets.push(byte * 8 + bit);
  }
  return offsets;
}
