/** What a trial said of the held-out rows of every fold, as bytes: float32, fold after fold. */
export function encodePredictions(folds: readonly Float64Array[]): Uint8Array {
  const values = Float32Array.from(folds.flatMap((fold) => Array.from(fold)));
  return new Uint8Array(values.buffer);
}

/** @param lengths - How many values each fold has. */
export function decodePredictions(bytes: Uint8Array, lengths: readonly number[]): Float32Array[] {
  const values = new Float32Array(new Uint8Array(bytes).buffer); // a copy, so that its numbers are aligned; a Buffer's slice is none
  let place = 0;
  return lengths.map((length) => values.subarray(place, (place += length)));
}
