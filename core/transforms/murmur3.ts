import { microsoftOperator, type GraphNode } from '../onnx/graph.js';

const encoder = new TextEncoder();

/**
 * MurmurHash3 (x86, 32 bits, seed 0) of a text's UTF-8 bytes, as scikit-learn and ONNX Runtime compute it.
 *
 * @returns A whole number in [−2^31, 2^31).
 * @see https://github.com/aappleby/smhasher (public domain).
 */
export function murmur3(text: string): number {
  const bytes = encoder.encode(text);
  const words = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const whole = bytes.length - (bytes.length % 4);
  let hash = 0;
  for (let place = 0; place < whole; place += 4) {
    hash = rotate(hash ^ scramble(words.getUint32(place, true)), 13);
    hash = (Math.imul(hash, 5) + 0xe6546b64) | 0;
  }
  let rest = 0;
  for (let place = bytes.length - 1; place >= whole; place--) rest = (rest << 8) | (bytes[place] ?? 0);
  hash ^= scramble(rest) ^ bytes.length;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return hash ^ (hash >>> 16);
}

/** The same on a string node, int32: standard ONNX has no hash of a text, ONNX Runtime brings this one. */
export function hashGraph(input: GraphNode): GraphNode {
  return microsoftOperator('MurmurHash3', [input], { seed: { int: 0 }, positive: { int: 0 } });
}

function scramble(word: number): number {
  return Math.imul(rotate(Math.imul(word, 0xcc9e2d51), 15), 0x1b873593);
}

function rotate(word: number, bits: number): number {
  return (word << bits) | (word >>> (32 - bits));
}
