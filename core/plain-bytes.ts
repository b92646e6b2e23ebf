/** Typed arrays that plain data may hold. */
const arrays = { Float32Array, Float64Array, Int8Array, Int16Array, Int32Array, Uint8Array, Uint16Array, Uint32Array } as const;
type ArrayName = keyof typeof arrays;

/** Stands for an array in the JSON: its type, how many values, and where its bytes begin. */
interface ArrayPlace {
  readonly $array: ArrayName;
  readonly length: number;
  readonly start: number;
}

const ALIGNMENT = 8;
const LENGTH_BYTES = 8;

/**
 * Plain data with typed arrays among it as bytes: the length of a JSON text (uint32, then four bytes of nothing), the
 * text, padded to 8 bytes, and the arrays one behind the other, each padded. Numbers are little-endian.
 */
export function encodePlain(value: unknown): Uint8Array {
  const chunks: Uint8Array[] = [];
  let start = 0;
  const json = JSON.stringify(value, (_key, each: unknown) => {
    const name = nameOf(each);
    if (name === undefined) return each;
    const { buffer, byteOffset, byteLength, length } = each as Float64Array; // of any of the arrays: all have these
    const place: ArrayPlace = { $array: name, length, start };
    chunks.push(new Uint8Array(buffer, byteOffset, byteLength));
    start += padded(byteLength);
    return place;
  });
  const text = new TextEncoder().encode(json);
  const before = LENGTH_BYTES + padded(text.length);
  const bytes = new Uint8Array(before + start);
  new DataView(bytes.buffer).setUint32(0, text.length, true);
  bytes.set(text, LENGTH_BYTES);
  let offset = before;
  for (const chunk of chunks) {
    bytes.set(chunk, offset);
    offset += padded(chunk.length);
  }
  return bytes;
}

/** The reverse; arrays are copies, so that the bytes can be let go. */
export function decodePlain(bytes: Uint8Array): unknown {
  const length = new DataView(bytes.buffer, bytes.byteOffset).getUint32(0, true);
  const text = new TextDecoder().decode(bytes.subarray(LENGTH_BYTES, LENGTH_BYTES + length));
  const before = LENGTH_BYTES + padded(length);
  return JSON.parse(text, (_key, each: unknown) => {
    if (!isPlace(each)) return each;
    const Values = arrays[each.$array];
    const start = before + each.start;
    // A copy of its own, so that its numbers are aligned: a Buffer's slice would be a view of the whole.
    return new Values(new Uint8Array(bytes.subarray(start, start + each.length * Values.BYTES_PER_ELEMENT)).buffer);
  });
}

function nameOf(value: unknown): ArrayName | undefined {
  return (Object.keys(arrays) as ArrayName[]).find((name) => value instanceof arrays[name]); // its own keys
}

function isPlace(value: unknown): value is ArrayPlace {
  return typeof value === 'object' && value !== null && '$array' in value;
}

function padded(length: number): number {
  return Math.ceil(length / ALIGNMENT) * ALIGNMENT;
}
