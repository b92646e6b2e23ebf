import type { PreparedFold } from './prepare-fold.js';

interface Header {
  readonly names: readonly string[];
  readonly cardinalities?: readonly number[];
  readonly training: number;
  readonly heldOut: number;
  readonly weighted: boolean;
}

const ALIGNMENT = 8;

/**
 * A fold as bytes: length of the header (uint32), the header as JSON up to a multiple of 8, then targets, weights if
 * there are any (float64) and features (float32), little-endian; the training rows before those held out.
 */
export function encodeFold({ training, heldOut }: PreparedFold): Uint8Array {
  const { names, cardinalities } = training.features;
  const header: Header = {
    names,
    ...(cardinalities && { cardinalities }),
    training: training.features.rows,
    heldOut: heldOut.features.rows,
    weighted: training.weights !== undefined,
  };
  const text = new TextEncoder().encode(JSON.stringify(header));
  const start = Math.ceil((4 + text.length) / ALIGNMENT) * ALIGNMENT;
  const arrays = [
    training.target,
    ...(training.weights ? [training.weights] : []),
    heldOut.target,
    training.features.data,
    heldOut.features.data,
  ];
  const bytes = new Uint8Array(start + arrays.reduce((sum, { byteLength }) => sum + byteLength, 0));
  new DataView(bytes.buffer).setUint32(0, text.length, true);
  bytes.set(text, 4);
  let place = start;
  for (const { buffer, byteOffset, byteLength } of arrays) {
    bytes.set(new Uint8Array(buffer, byteOffset, byteLength), place);
    place += byteLength;
  }
  return bytes;
}

export function decodeFold(bytes: Uint8Array): PreparedFold {
  const length = new DataView(bytes.buffer, bytes.byteOffset).getUint32(0, true);
  const header = JSON.parse(new TextDecoder().decode(bytes.subarray(4, 4 + length))) as Header; // written by encodeFold
  const { names, cardinalities, training, heldOut, weighted } = header;
  // A copy, so that its numbers are aligned; a Buffer's slice would be none.
  const { buffer } = new Uint8Array(bytes.subarray(Math.ceil((4 + length) / ALIGNMENT) * ALIGNMENT));
  let place = 0;
  const doubles = (count: number): Float64Array => new Float64Array(buffer, take(count * 8), count);
  const features = (rows: number): PreparedFold['heldOut']['features'] => ({
    rows,
    names,
    data: new Float32Array(buffer, take(rows * names.length * 4), rows * names.length),
    ...(cardinalities && { cardinalities }),
  });
  function take(size: number): number {
    place += size;
    return place - size;
  }
  const target = doubles(training);
  const weights = weighted ? doubles(training) : undefined;
  const heldOutTarget = doubles(heldOut);
  return {
    training: { features: features(training), target, ...(weights && { weights }) },
    heldOut: { features: features(heldOut), target: heldOutTarget },
  };
}
