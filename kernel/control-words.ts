/** Places, in 32-bit words, of what the threads tell each other at the start of the kernel's memory, below its own state. */
export const CONTROL = {
  /** Counts the tasks: a thread that sees another number than before has one to do. */
  sequence: 0,
  /** Index into `kernelTasks`; QUIT to end. */
  task: 1,
  /** Threads that are done with it. */
  done: 2,
  /** Threads that sleep until the sequence changes. */
  sleeping: 3,
  /** Helping threads that have started. */
  up: 4,
  parameters: 5,
} as const;

export const MAX_PARAMETERS = 2;
export const QUIT = -1;

/** Looks before a thread sleeps: some hundred microseconds, longer than between two tasks of one tree; to be woken takes about fifty. */
export const SPINS = 20_000;

/** Returns when a word is another than the given number, or after a while in which it did not change. */
export function awaitChange(words: Int32Array, place: number, { from, limitMs = Infinity }: { from: number; limitMs?: number }): void {
  for (let turn = 0; turn < SPINS; turn++) if (Atomics.load(words, place) !== from) return;
  Atomics.add(words, CONTROL.sleeping, 1);
  while (Atomics.load(words, place) === from && Atomics.wait(words, place, from, limitMs) !== 'timed-out');
  Atomics.sub(words, CONTROL.sleeping, 1);
}

/** Wakes who sleeps on a word that was just changed. */
export function wake(words: Int32Array, place: number): void {
  if (Atomics.load(words, CONTROL.sleeping) > 0) Atomics.notify(words, place);
}
