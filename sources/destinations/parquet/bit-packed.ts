/** Values of a few bits each, lowest bit first, in whole groups of eight values. */
export function bitPacked(values: Uint32Array, width: number): Uint8Array {
  const packed = new Uint8Array(Math.ceil(values.length / 8) * width);
  let bit = 0;
  for (const value of values) {
    for (let each = 0; each < width; each++, bit++) if ((value >>> each) & 1) packed[bit >> 3] = (packed[bit >> 3] ?? 0) | (1 << (bit & 7));
  }
  return packed;
}

/** A varint of groups of eight that follow bit by bit, as the hybrid encoding of Parquet has it. */
export function groupsHeader(values: number): Uint8Array {
  return varint(Math.ceil(values / 8) * 2 + 1);
}

/**
 * Levels of definition of an optional column, behind their length: a run of ones where nothing is missing, else a bit a row.
 *
 * @see https://parquet.apache.org/docs/file-format/data-pages/encodings/#RLE
 */
export function levels(present: Uint8Array | null, rows: number): Uint8Array {
  const content =
    present === null
      ? Buffer.concat([varint(rows * 2), Uint8Array.of(1)])
      : Buffer.concat([groupsHeader(rows), bitPacked(Uint32Array.from(present), 1)]);
  const length = Buffer.alloc(4);
  length.writeUInt32LE(content.length);
  return Buffer.concat([length, content]);
}

function varint(value: number): Uint8Array {
  const bytes: number[] = [];
  let rest = value;
  for (; rest > 0x7f; rest >>>= 7) bytes.push((rest & 0x7f) | 0x80);
  return Uint8Array.of(...bytes, rest);
}
