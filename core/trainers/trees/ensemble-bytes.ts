import type { TreeEnsemble } from './tree-ensemble.js';

/** The arrays of an ensemble in the order of writing; Uint8Array last, so that the others lie at multiples of 4. */
const arrays = {
  base: Float32Array,
  roots: Int32Array,
  feature: Int32Array,
  threshold: Float32Array,
  left: Int32Array,
  set: Int32Array,
  gain: Float32Array,
  cover: Float32Array,
  leaves: Float32Array,
  sets: Uint32Array,
  missingLeft: Uint8Array,
} as const;

type ArrayName = keyof typeof arrays;

const names = Object.keys(arrays) as ArrayName[]; // the keys of that record, which Object.keys forgets

/**
 * An ensemble and some numbers as bytes: a word each for the features, outputs, width and the length of each array,
 * then the number of doubles; the doubles; the arrays. In the byte order of the machine, which is little-endian
 * wherever WebAssembly runs fast.
 */
export function encodeEnsemble(ensemble: TreeEnsemble, doubles: Float64Array): Uint8Array {
  const head = [ensemble.features, ensemble.outputs, ensemble.width, ...names.map((name) => ensemble[name].length), doubles.length];
  const parts = [Uint32Array.from(head), doubles, ...names.map((name) => ensemble[name])];
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.byteLength, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(new Uint8Array(part.buffer, part.byteOffset, part.byteLength), at);
    at += part.byteLength;
  }
  return bytes;
}

/** @returns Undefined when the bytes are not of that form, or of another number of features. */
export function decodeEnsemble(
  bytes: Uint8Array | undefined,
  features: number,
): { ensemble: TreeEnsemble; doubles: Float64Array } | undefined {
  const headBytes = (names.length + 4) * 4;
  if (bytes === undefined || bytes.length < headBytes) return undefined;
  const { buffer } = Uint8Array.from(bytes);
  const [kept = NaN, outputs = NaN, width = NaN, ...lengths] = new Uint32Array(buffer, 0, headBytes / 4);
  const count = lengths[names.length] ?? NaN;
  const sizes = names.map((name, index) => (lengths[index] ?? NaN) * arrays[name].BYTES_PER_ELEMENT);
  if (kept !== features || bytes.length !== headBytes + count * 8 + sizes.reduce((sum, size) => sum + size, 0)) return undefined;
  const doubles = new Float64Array(buffer.slice(headBytes, headBytes + count * 8));
  let at = headBytes + count * 8;
  const entries = names.map((name, index) => {
    const array = new arrays[name](buffer, at, lengths[index]);
    at += array.byteLength;
    return [name, array] as const;
  });
  return { ensemble: { features, outputs, width, ...Object.fromEntries(entries) } as unknown as TreeEnsemble, doubles }; // names has every array of it
}
