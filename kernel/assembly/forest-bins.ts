import { forest, Workspace } from './forest-state';
import { state } from './state';

/** Nodes of so few rows are sorted: they would leave most bins of a histogram empty. */
const SORTED_ROWS: i32 = 32;

/** Lists the bins that rows of a node have of a feature, with their sums. @returns How many. */
export function collectBins(space: Workspace, start: i32, end: i32, feature: i32): i32 {
  const column = state.columns + <usize>feature * state.rows;
  return end - start <= SORTED_ROWS ? sortRows(space, start, end, column) : countRows(space, start, end, column);
}

/** By insertion: each row goes to the entry of its bin, or makes one. */
function sortRows(space: Workspace, start: i32, end: i32, column: usize): i32 {
  const bins = space.bins;
  let entries = 0;
  for (let place = start; place < end; place++) {
    const bin = <i32>load<u8>(column + load<u32>(space.order + ((<usize>place) << 2)));
    let entry = entries;
    while (entry > 0 && load<i32>(bins + ((entry - 1) << 2)) > bin) entry--;
    if (entry > 0 && load<i32>(bins + ((entry - 1) << 2)) == bin) {
      entry--;
    } else {
      insertEntry(space, entry, entries++, bin);
    }
    addToEntry(space, entry, place);
  }
  return entries;
}

function insertEntry(space: Workspace, entry: i32, entries: i32, bin: i32): void {
  const moved = entries - entry;
  memory.copy(space.bins + ((entry + 1) << 2), space.bins + (entry << 2), moved << 2);
  memory.copy(space.binRows + ((entry + 1) << 2), space.binRows + (entry << 2), moved << 2);
  memory.copy(space.sums + ((entry + 1) << 4), space.sums + (entry << 4), moved << 4);
  store<i32>(space.bins + (entry << 2), bin);
  store<i32>(space.binRows + (entry << 2), 0);
  v128.store(space.sums + (entry << 4), f64x2.splat(0));
  if (forest.width == 1) return;
  const bytes = forest.width << 3;
  memory.copy(space.classSums + (entry + 1) * bytes, space.classSums + entry * bytes, moved * bytes);
  memory.fill(space.classSums + entry * bytes, 0, bytes);
}

function addToEntry(space: Workspace, entry: i32, place: i32): void {
  const pair = f64x2.promote_low_f32x4(v128.load64_zero(space.pairs + ((<usize>place) << 3)));
  const sum = space.sums + (entry << 4);
  v128.store(sum, f64x2.add(v128.load(sum), pair));
  store<i32>(space.binRows + (entry << 2), load<i32>(space.binRows + (entry << 2)) + 1);
  if (forest.width > 1) addToClass(space.classSums + entry * (forest.width << 3), pair);
}

function addToClass(classes: usize, pair: v128): void {
  const sum = classes + ((<usize>f64x2.extract_lane(pair, 0)) << 3);
  store<f64>(sum, load<f64>(sum) + f64x2.extract_lane(pair, 1));
}

/** By a histogram, which is cleared again while it is listed. */
function countRows(space: Workspace, start: i32, end: i32, column: usize): i32 {
  const classBytes = forest.width << 3;
  for (let place = start; place < end; place++) {
    const bin = <usize>load<u8>(column + load<u32>(space.order + ((<usize>place) << 2)));
    const pair = f64x2.promote_low_f32x4(v128.load64_zero(space.pairs + ((<usize>place) << 3)));
    const sum = space.histogram + (bin << 4);
    v128.store(sum, f64x2.add(v128.load(sum), pair));
    const count = space.counts + (bin << 2);
    store<i32>(count, load<i32>(count) + 1);
    if (forest.width > 1) addToClass(space.classHistogram + bin * classBytes, pair);
  }
  let entries = 0;
  for (let bin = 0; bin < 256; bin++) {
    const rows = load<i32>(space.counts + (bin << 2));
    if (rows == 0) continue;
    store<i32>(space.counts + (bin << 2), 0);
    store<i32>(space.bins + (entries << 2), bin);
    store<i32>(space.binRows + (entries << 2), rows);
    v128.store(space.sums + (entries << 4), v128.load(space.histogram + (bin << 4)));
    v128.store(space.histogram + (bin << 4), f64x2.splat(0));
    if (forest.width > 1) {
      memory.copy(space.classSums + entries * classBytes, space.classHistogram + bin * classBytes, classBytes);
      memory.fill(space.classHistogram + bin * classBytes, 0, classBytes);
    }
    entries++;
  }
  return entries;
}
