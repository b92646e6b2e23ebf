/** Up to so many values, comparing is faster than counting 65,536 digits four times. */
const FEW = 4096;

const DIGITS = 2 ** 16;

/**
 * The places of values from the greatest down; of equal ones the first comes first.
 *
 * A radix sort over 16-bit digits of the doubles' bits: for a million values ten times as fast as sorting
 * indices by a comparison.
 *
 * @param values - Without NaN.
 */
export function descendingOrder(values: Float64Array): Uint32Array {
  const places = Uint32Array.from({ length: values.length }, (_, place) => place);
  if (values.length <= FEW) return places.sort((left, right) => (values[right] ?? 0) - (values[left] ?? 0) || left - right);
  const digits = digitsOf(values);
  let from = places;
  let to = new Uint32Array(values.length);
  for (let digit = 0; digit < 4; digit++) {
    const starts = startsOf(digits, digit);
    if (starts === null) continue;
    for (let index = 0; index < from.length; index++) {
      const place = from[index] ?? 0;
      const bucket = digits[place * 4 + digit] ?? 0;
      const start = starts[bucket] ?? 0;
      starts[bucket] = start + 1;
      to[start] = place;
    }
    [from, to] = [to, from];
  }
  return from;
}

/** Four digits a value, the lowest first, such that a greater value has lower digits. Little-endian, as every machine here is. */
function digitsOf(values: Float64Array): Uint16Array {
  const words = new Uint32Array(Float64Array.from(values, (value) => value + 0).buffer); // −0 becomes 0
  for (let high = 1; high < words.length; high += 2) {
    const word = words[high] ?? 0;
    if (word >>> 31 === 1) continue; // bits of negative numbers grow as the numbers fall
    words[high] = word ^ 0x7fffffff;
    words[high - 1] = ~(words[high - 1] ?? 0);
  }
  return new Uint16Array(words.buffer);
}

/** Where each digit's values begin; null when all have the same digit. */
function startsOf(digits: Uint16Array, digit: number): Uint32Array | null {
  const counts = new Uint32Array(DIGITS);
  for (let index = digit; index < digits.length; index += 4) counts[digits[index] ?? 0] = (counts[digits[index] ?? 0] ?? 0) + 1;
  if (counts[digits[digit] ?? 0] === digits.length / 4) return null;
  let start = 0;
  for (let bucket = 0; bucket < DIGITS; bucket++) {
    const count = counts[bucket] ?? 0;
    counts[bucket] = start;
    start += count;
  }
  return counts;
}
