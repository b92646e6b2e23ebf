import { boosting } from './boosting-state';
import { mustStop } from './crew';
import { state } from './state';

/** Bytes of the histogram of a feature: gradient and hessian of 256 bins, in doubles. */
export const FEATURE_BYTES: i32 = 256 * 16;

/** Rows that are fetched together before they are added up. */
const TILE_ROWS: i32 = 32;
/** Rows between two looks at the cancellation. */
const BLOCK_ROWS: i32 = 65_536;

/** Most features that a tile holds: beyond them rows are read where they lie. */
const TILE_BYTES: i32 = TILE_ROWS * 1024;

export function clearHistogram(histogram: usize): void {
  for (let feature = 0; feature < state.features; feature++) {
    memory.fill(histogram + <usize>feature * FEATURE_BYTES, 0, (<usize>load<i32>(state.binCounts + ((<usize>feature) << 2))) << 4);
  }
}

/** Adds the rows index[start, end) to a histogram. @param tile - TILE_BYTES + 16 · TILE_ROWS bytes of this thread's own. */
export function addRows(histogram: usize, start: i32, end: i32, tile: usize, thread: i32): void {
  const gradients = boosting.gradients + <usize>boosting.output * ((<usize>state.rows) << 3);
  for (let block = start; block < end; block += BLOCK_ROWS) {
    if (mustStop(thread)) return;
    addBlock(histogram, block, min(block + BLOCK_ROWS, end), gradients, tile);
  }
}

/** Bytes of a thread's tile. */
export const TILE_SIZE: i32 = TILE_BYTES + TILE_ROWS * 16;

/**
 * A row is a few cache lines somewhere in memory. WebAssembly cannot prefetch: copying 32 rows before adding them up
 * lets the processor wait for all of them at once (1 million rows: 20.5 s → 9.4 s for 100 trees).
 */
function addBlock(histogram: usize, start: i32, end: i32, gradients: usize, tile: usize): void {
  const stride = <usize>state.stride;
  if (stride > 1024) {
    addScattered(histogram, start, end, gradients);
    return;
  }
  const pairs = tile + TILE_BYTES;
  for (let first = start; first < end; first += TILE_ROWS) {
    const count = min(end - first, TILE_ROWS);
    for (let place = 0; place < count; place++) {
      const row = <usize>load<u32>(boosting.index + ((<usize>(first + place)) << 2));
      const from = state.bins + row * stride;
      const to = tile + <usize>place * stride;
      for (let byte: usize = 0; byte < stride; byte += 16) v128.store(to + byte, v128.load(from + byte));
      v128.store(pairs + ((<usize>place) << 4), f64x2.promote_low_f32x4(v128.load64_zero(gradients + (row << 3))));
    }
    for (let place = 0; place < count; place++) {
      addRow(histogram, tile + <usize>place * stride, v128.load(pairs + ((<usize>place) << 4)));
    }
  }
}

function addScattered(histogram: usize, start: i32, end: i32, gradients: usize): void {
  for (let place = start; place < end; place++) {
    const row = <usize>load<u32>(boosting.index + ((<usize>place) << 2));
    addRow(histogram, state.bins + row * state.stride, f64x2.promote_low_f32x4(v128.load64_zero(gradients + (row << 3))));
  }
}

/**
 * histogram[feature][bins[feature]] += (gradient, hessian), for every feature: four bins are read as one word, and
 * both numbers are added as one vector (100,000 rows: 2.1 s → 0.8 s for 100 trees, against plain JavaScript).
 */
function addRow(histogram: usize, bins: usize, pair: v128): void {
  const features = state.features;
  const inFours = features & ~3;
  let place = histogram;
  let feature = 0;
  for (; feature < inFours; feature += 4, place += 4 * FEATURE_BYTES) {
    const four = load<u32>(bins + feature);
    const first = place + ((four & 255) << 4);
    const second = place + ((four >> 8) & 255) * 16 + FEATURE_BYTES;
    const third = place + ((four >> 16) & 255) * 16 + 2 * FEATURE_BYTES;
    const fourth = place + (four >> 24) * 16 + 3 * FEATURE_BYTES;
    v128.store(first, f64x2.add(v128.load(first), pair));
    v128.store(second, f64x2.add(v128.load(second), pair));
    v128.store(third, f64x2.add(v128.load(third), pair));
    v128.store(fourth, f64x2.add(v128.load(fourth), pair));
  }
  for (; feature < features; feature++, place += FEATURE_BYTES) {
    const only = place + ((<usize>load<u8>(bins + feature)) << 4);
    v128.store(only, f64x2.add(v128.load(only), pair));
  }
}

/** target += addend, for one feature. Sums on the grid are exact: any order gives the same. */
export function addFeature(target: usize, addend: usize, feature: i32): void {
  const offset = <usize>feature * FEATURE_BYTES;
  const end = target + offset + ((<usize>load<i32>(state.binCounts + ((<usize>feature) << 2))) << 4);
  for (let place = target + offset, other = addend + offset; place < end; place += 16, other += 16) {
    v128.store(place, f64x2.add(v128.load(place), v128.load(other)));
  }
}

/** target −= subtrahend, for one feature. */
export function subtractFeature(target: usize, subtrahend: usize, feature: i32): void {
  const offset = <usize>feature * FEATURE_BYTES;
  const end = target + offset + ((<usize>load<i32>(state.binCounts + ((<usize>feature) << 2))) << 4);
  for (let place = target + offset, other = subtrahend + offset; place < end; place += 16, other += 16) {
    v128.store(place, f64x2.sub(v128.load(place), v128.load(other)));
  }
}
