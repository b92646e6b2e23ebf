import { mustStop, shareStart } from './crew';
import { reserve } from './memory';
import { SORT_COUNTERS, sortFloats } from './sort';
import { state } from './state';

/** Thresholds of a feature: one fewer than the bins of its values, padded with infinity for the binary search. */
const THRESHOLD_BYTES: i32 = 256 * 4;

/** Rows whose values stay in the processor's cache while each feature takes its turn. */
const BLOCK_ROWS: i32 = 256;

/** @returns The address of the rows that thresholds are drawn from, f32 [sampled, features], or 0 without memory. */
export function prepareBinning(features: i32, sampled: i32, maxBins: i32): usize {
  state.features = features;
  state.sampled = sampled;
  state.maxBins = maxBins;
  state.stride = (features + 15) & ~15;
  state.thresholds = reserve(<f64>features * THRESHOLD_BYTES);
  state.binCounts = reserve(<f64>features * 4);
  state.categoryBins = reserve(<f64>features * 4);
  if (state.categoryBins == 0) return 0;
  memory.fill(state.categoryBins, 0, (<usize>features) << 2);
  return reserve(<f64>sampled * features * 4 + <f64>state.threads * scratchBytes(sampled));
}

function scratchBytes(sampled: i32): f64 {
  return <f64>sampled * 8 + SORT_COUNTERS;
}

/** Says that a feature is a category of so many codes. @returns Where to write the bin of each code, u8 [codes], or 0. */
export function describeCategory(feature: i32, codes: i32, bins: i32): usize {
  const table = reserve(codes);
  store<u32>(state.categoryBins + ((<usize>feature) << 2), table);
  store<i32>(state.binCounts + ((<usize>feature) << 2), bins);
  return table;
}

export function valuesAt(address: usize): void {
  state.values = address;
}

/** Thresholds of the features of this thread's share, from the sampled rows. */
export function findThresholds(thread: i32): void {
  const features = state.features;
  const sampled = state.sampled;
  // Two columns of values and the counters of the sort, one set a thread.
  const column = state.values + <usize>sampled * features * 4 + <usize>thread * <usize>scratchBytes(sampled);
  const end = shareStart(features, thread + 1, state.threads);
  for (let feature = shareStart(features, thread, state.threads); feature < end; feature++) {
    if (mustStop(thread)) return;
    if (load<u32>(state.categoryBins + ((<usize>feature) << 2)) != 0) continue;
    let known = 0;
    for (let row = 0; row < sampled; row++) {
      const value = load<f32>(state.values + ((<usize>row * features + feature) << 2));
      if (value != value) continue;
      store<f32>(column + ((<usize>known) << 2), value + 0); // −0 becomes 0: the sort would tell them apart
      known++;
    }
    sortFloats(column, known, column + ((<usize>sampled) << 2), column + ((<usize>sampled) << 3));
    const thresholds = state.thresholds + feature * THRESHOLD_BYTES;
    const count = chooseThresholds(column, known, thresholds);
    for (let rest = count; rest < 256; rest++) store<f32>(thresholds + (rest << 2), Infinity);
    store<i32>(state.binCounts + ((<usize>feature) << 2), count + 2);
  }
}

/** Between all values when there are few, else at quantiles. @returns How many. */
function chooseThresholds(sorted: usize, count: i32, thresholds: usize): i32 {
  let distinct = count == 0 ? 0 : 1;
  for (let index = 1; index < count; index++) distinct += i32(valueAt(sorted, index) != valueAt(sorted, index - 1));
  let chosen = 0;
  if (distinct <= state.maxBins) {
    for (let index = 1; index < count; index++) {
      if (valueAt(sorted, index) == valueAt(sorted, index - 1)) continue;
      store<f32>(thresholds + (chosen++ << 2), between(valueAt(sorted, index - 1), valueAt(sorted, index)));
    }
    return chosen;
  }
  for (let cut = 1; cut < state.maxBins; cut++) {
    let index = <i32>((<i64>count * cut) / state.maxBins);
    while (index < count && valueAt(sorted, index) == valueAt(sorted, index - 1)) index++;
    if (index >= count) break;
    const threshold = between(valueAt(sorted, index - 1), valueAt(sorted, index));
    if (chosen > 0 && threshold <= valueAt(thresholds, chosen - 1)) continue;
    store<f32>(thresholds + (chosen++ << 2), threshold);
  }
  return chosen;
}

function valueAt(values: usize, index: i32): f32 {
  return load<f32>(values + ((<usize>index) << 2));
}

/** The middle, or the lower one where float32 has none: at least `lower`, less than `upper`. */
function between(lower: f32, upper: f32): f32 {
  const middle = <f32>((<f64>lower + <f64>upper) / 2);
  return middle >= upper ? lower : middle;
}

/** Bins of the rows [first, first + count), whose values lie at `state.values`; by column too. */
export function binRows(thread: i32, first: i32, count: i32): void {
  const end = shareStart(count, thread + 1, state.threads);
  for (let row = shareStart(count, thread, state.threads); row < end; row += BLOCK_ROWS) {
    binBlock(first, row, min(row + BLOCK_ROWS, end));
  }
}

function binBlock(first: i32, start: i32, end: i32): void {
  const features = state.features;
  const stride = state.stride;
  for (let feature = 0; feature < features; feature++) {
    const thresholds = state.thresholds + feature * THRESHOLD_BYTES;
    const table: usize = load<u32>(state.categoryBins + ((<usize>feature) << 2));
    const column = state.columns + <usize>feature * state.rows + first;
    for (let row = start; row < end; row++) {
      const value = load<f32>(state.values + ((<usize>row * features + feature) << 2));
      const bin = table == 0 ? binOf(value, thresholds) : categoryOf(value, table);
      store<u8>(column + row, bin);
      if (state.bins != 0) store<u8>(state.bins + <usize>(first + row) * stride + feature, bin);
    }
  }
}

function categoryOf(value: f32, table: usize): u32 {
  return value != value ? 0 : load<u8>(table + <usize>value);
}

/** By binary search without branches: the number of thresholds below the value, plus 1. */
function binOf(value: f32, thresholds: usize): u32 {
  let below: u32 = u32(load<f32>(thresholds + (127 << 2)) < value) << 7;
  below += u32(load<f32>(thresholds + ((below + 63) << 2)) < value) << 6;
  below += u32(load<f32>(thresholds + ((below + 31) << 2)) < value) << 5;
  below += u32(load<f32>(thresholds + ((below + 15) << 2)) < value) << 4;
  below += u32(load<f32>(thresholds + ((below + 7) << 2)) < value) << 3;
  below += u32(load<f32>(thresholds + ((below + 3) << 2)) < value) << 2;
  below += u32(load<f32>(thresholds + ((below + 1) << 2)) < value) << 1;
  below += u32(load<f32>(thresholds + (below << 2)) < value);
  return value == value ? below + 1 : 0;
}
