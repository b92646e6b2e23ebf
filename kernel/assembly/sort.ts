const DIGIT_BITS: i32 = 11;
const DIGITS: i32 = 1 << DIGIT_BITS;

/** Bytes that `sortFloats` needs beside the values. */
export const SORT_COUNTERS: i32 = DIGITS * 4;

/**
 * Sorts floats in place by radix, least digit first: three passes over 11 bits each.
 *
 * @param values - f32 [count], no NaN. @param spare - As large. @param counters - SORT_COUNTERS bytes.
 */
export function sortFloats(values: usize, count: i32, spare: usize, counters: usize): void {
  // As whole numbers in the same order: negative ones with all bits turned, the others with the sign turned.
  for (let place: usize = values, end = values + ((<usize>count) << 2); place < end; place += 4) {
    const bits = load<u32>(place);
    store<u32>(place, bits ^ (u32(i32(bits) >> 31) | 0x80000000));
  }
  let from = values;
  let to = spare;
  for (let shift = 0; shift < 33; shift += DIGIT_BITS) {
    sortByDigit(from, to, count, shift, counters);
    const swapped = from;
    from = to;
    to = swapped;
  }
  // Three passes: the order is in the spare values.
  for (let index: usize = 0, end = (<usize>count) << 2; index < end; index += 4) {
    const bits = load<u32>(spare + index);
    store<u32>(values + index, bits ^ (((bits >> 31) - 1) | 0x80000000));
  }
}

function sortByDigit(from: usize, to: usize, count: i32, shift: i32, counters: usize): void {
  const end = from + ((<usize>count) << 2);
  memory.fill(counters, 0, SORT_COUNTERS);
  for (let place = from; place < end; place += 4) {
    const counter = counters + (((load<u32>(place) >> shift) & (DIGITS - 1)) << 2);
    store<u32>(counter, load<u32>(counter) + 1);
  }
  let before: u32 = 0;
  for (let counter = counters; counter < counters + SORT_COUNTERS; counter += 4) {
    const here = load<u32>(counter);
    store<u32>(counter, before);
    before += here;
  }
  for (let place = from; place < end; place += 4) {
    const bits = load<u32>(place);
    const counter = counters + (((bits >> shift) & (DIGITS - 1)) << 2);
    const target = load<u32>(counter);
    store<u32>(counter, target + 1);
    store<u32>(to + ((<usize>target) << 2), bits);
  }
}
