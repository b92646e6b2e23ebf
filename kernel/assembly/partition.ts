import { boosting } from './boosting-state';
import { barrier, shareStart } from './crew';
import { state } from './state';

/** Leaves with fewer rows are split by one thread: waiting for others would cost more. */
const SHARED_ROWS: i32 = 4096;

/**
 * Orders the rows of a leaf: those that go left first, each side in the order it had. All threads take part.
 *
 * @param routes - u8 [256]: by bin, 1 for left.
 * @returns Where the rows that go right begin.
 */
export function partition(start: i32, end: i32, feature: i32, routes: usize, thread: i32): i32 {
  const threads = end - start < SHARED_ROWS ? 1 : state.threads;
  const count = end - start;
  if (thread < threads) {
    const from = start + shareStart(count, thread, threads);
    const to = start + shareStart(count, thread + 1, threads);
    const column = state.columns + <usize>feature * state.rows;
    store<i32>(boosting.lefts + (thread << 2), separate(from, to, column, routes, thread));
  }
  barrier();
  let lefts = 0;
  for (let other = 0; other < threads; other++) lefts += load<i32>(boosting.lefts + (other << 2));
  if (thread < threads) putBack(start, count, start + lefts, thread, threads);
  barrier();
  return start + lefts;
}

/** Without branches: every row is written to both sides, and only the side it belongs to moves on. @returns How many go left. */
function separate(from: i32, to: i32, column: usize, routes: usize, thread: i32): i32 {
  const offset = (<usize>from) << 2;
  // The first thread's rows that go left are where they belong at once.
  let left = (thread == 0 ? boosting.index : boosting.spareLeft) + offset;
  let right = boosting.spareRight + offset;
  const leftStart = left;
  for (let place = boosting.index + offset, end = boosting.index + ((<usize>to) << 2); place < end; place += 4) {
    const row = load<u32>(place);
    const isLeft: usize = load<u8>(routes + load<u8>(column + row));
    store<u32>(left, row);
    store<u32>(right, row);
    left += isLeft << 2;
    right += (1 - isLeft) << 2;
  }
  return <i32>((left - leftStart) >> 2);
}

/** Each thread's rows behind those of the threads before it. */
function putBack(start: i32, count: i32, middle: i32, thread: i32, threads: i32): void {
  let left = start;
  let right = middle;
  for (let other = 0; other < thread; other++) {
    const lefts = load<i32>(boosting.lefts + (other << 2));
    left += lefts;
    right += shareStart(count, other + 1, threads) - shareStart(count, other, threads) - lefts;
  }
  const from = (<usize>(start + shareStart(count, thread, threads))) << 2;
  const lefts = load<i32>(boosting.lefts + (thread << 2));
  const rights = shareStart(count, thread + 1, threads) - shareStart(count, thread, threads) - lefts;
  if (thread > 0) memory.copy(boosting.index + ((<usize>left) << 2), boosting.spareLeft + from, (<usize>lefts) << 2);
  memory.copy(boosting.index + ((<usize>right) << 2), boosting.spareRight + from, (<usize>rights) << 2);
}
