import type { TrialOrder } from './trial-order.js';

/** How many of the first trials must have ended before this one is suggested: they are what it is made from. */
export function readsOf(order: TrialOrder, number: number): number {
  if (order.by === 'lag') return number < order.free ? 0 : Math.max(0, number - order.lag + 1);
  return order.rungs.findLast(({ from }) => from <= number)?.reads ?? 0;
}

/** Trials from one number up to, and without, another. */
export interface Slice {
  readonly from: number;
  readonly to: number;
}

export interface StudyState {
  /** The first trial that has not been started. */
  readonly next: number;
  readonly inFlight: readonly Slice[];
}

/**
 * The trials to start next, as many as may be suggested by now; none when others must end first. Which trials go
 * together depends on time, what they try does not.
 */
export function nextSlice(
  { next, inFlight }: StudyState,
  { order, trials, longest }: { order: TrialOrder; trials: number; longest: number },
): Slice | undefined {
  const ended = Math.min(next, ...inFlight.map(({ from }) => from));
  let to = next;
  while (to < trials && to - next < longest && readsOf(order, to) <= ended) to++;
  return to === next ? undefined : { from: next, to };
}
