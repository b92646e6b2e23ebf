import { State, STATE_ADDRESS, state } from './state';

/** Turns before a waiting thread sleeps: some hundred microseconds, longer than most waits; to be woken takes about fifty. */
const SPINS: i32 = 100_000;

// Imported, and answered by the thread that started the training; in the others always no.
declare function isCancelled(): i32;

const ARRIVED = STATE_ADDRESS + offsetof<State>('arrived');
const ROUND = STATE_ADDRESS + offsetof<State>('round');
const SLEEPING = STATE_ADDRESS + offsetof<State>('sleeping');

/** Returns when all threads have come here; what they wrote before is visible to all then. */
export function barrier(): void {
  if (state.threads == 1) return;
  const round = atomic.load<i32>(ROUND);
  if (atomic.add<i32>(ARRIVED, 1) == state.threads - 1) {
    atomic.store<i32>(ARRIVED, 0);
    atomic.add<i32>(ROUND, 1);
    if (atomic.load<i32>(SLEEPING) > 0) atomic.notify(ROUND, -1);
    return;
  }
  for (let turn = 0; turn < SPINS; turn++) {
    if (atomic.load<i32>(ROUND) != round) return;
  }
  atomic.add<i32>(SLEEPING, 1);
  while (atomic.load<i32>(ROUND) == round) atomic.wait<i32>(ROUND, round, -1);
  atomic.sub<i32>(SLEEPING, 1);
}

/** Where the share of a thread begins when `count` items are dealt to the first `threads`; it ends where the next begins. */
export function shareStart(count: i32, thread: i32, threads: i32): i32 {
  return <i32>((<i64>count * thread) / threads);
}

/** Rows that are worth a look at the cancellation: some milliseconds of any pass over them. */
export const LOOK_ROWS: i32 = 65_536;

/** To be asked every few milliseconds: whether to come to an end, results no longer matter. */
export function mustStop(thread: i32): bool {
  if (thread == 0 && !state.cancelled && isCancelled()) state.cancelled = 1;
  return state.cancelled != 0;
}
