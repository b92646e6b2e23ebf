import { Batch } from '@uwdata/flechette';
import type { DataType } from '@uwdata/flechette';

/** All texts end to end, and the offset of each in UTF-8 bytes. */
export function encodeUtf8(texts: readonly string[], type: DataType): Batch<unknown> {
  const encoder = new TextEncoder();
  const offsets = new Int32Array(texts.length + 1);
  const encoded = texts.map((text, index) => {
    const bytes = encoder.encode(text);
    offsets[index + 1] = (offsets[index] ?? 0) + bytes.length;
    return bytes;
  });
  const values = new Uint8Array(offsets[texts.length] ?? 0);
  for (const [index, bytes] of encoded.entries()) values.set(bytes, offsets[index]);
  return new Batch({ type, length: texts.length, nullCount: 0, validity: new Uint8Array(0), offsets, values });
}

/** Arrow's validity bitmap, least significant bit first, 1 for a value; empty when nothing is missing. */
export function validityOf(rows: number, isPresent: (row: number) => boolean): { validity: Uint8Array; nullCount: number } {
  let nullCount = 0;
  for (let row = 0; row < rows; row++) if (!isPresent(row)) nullCount++;
  return { validity: nullCount === 0 ? new Uint8Array(0) : packBits(rows, isPresent), nullCount };
}

export function packBits(rows: number, isSet: (row: number) => boolean): Uint8Array {
  const bits = new Uint8Array((rows + 7) >> 3);
  for (let row = 0; row < rows; row++) if (isSet(row)) bits[row >> 3] = (bits[row >> 3] ?? 0) | (1 << (row & 7));
  return bits;
}

/** NaN has many bit patterns: zeros in their place keep the bytes the same everywhere. */
export function zeroMissing(values: Float64Array, hasMissing: boolean): Float64Array {
  return hasMissing ? values.map((value) => (Number.isNaN(value) ? 0 : value)) : values;
}
