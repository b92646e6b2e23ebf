import { parentPort } from 'node:worker_threads';
import { kernelTasks } from '../core/trainers/trees/kernel.js';
import { awaitChange, CONTROL, MAX_PARAMETERS, QUIT, wake } from './control-words.js';
import { instantiate } from './instantiate.js';

/*
 * Entry file of a thread that helps to run the tree kernel: it gets a memory, and does every task that is
 * announced there until it is told to quit; then it waits for the next memory.
 */

/** What a helping thread is sent. */
export interface KernelWork {
  readonly module: WebAssembly.Module;
  readonly memory: WebAssembly.Memory;
  /** From 1 on: 0 is the thread that leads. */
  readonly thread: number;
}

function work({ module, memory, thread }: KernelWork): void {
  const functions = instantiate(module, memory, () => false);
  const words = new Int32Array(memory.buffer, 0, CONTROL.parameters + MAX_PARAMETERS);
  Atomics.add(words, CONTROL.up, 1);
  Atomics.notify(words, CONTROL.up);
  for (let sequence = 0; ; sequence++) {
    awaitChange(words, CONTROL.sequence, { from: sequence });
    const task = Atomics.load(words, CONTROL.task);
    if (task === QUIT) return;
    const parameters = [...words.subarray(CONTROL.parameters, CONTROL.parameters + MAX_PARAMETERS)];
    functions[kernelTasks[task] ?? '']?.(thread, ...parameters);
    Atomics.add(words, CONTROL.done, 1);
    wake(words, CONTROL.done);
  }
}

parentPort?.on('message', (message: KernelWork | null) => {
  if (message === null) parentPort?.close();
  else work(message);
});
