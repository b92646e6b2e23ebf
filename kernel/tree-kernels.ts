import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { setImmediate } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import type { CancellationFlag } from '../core/pipeline/stage-context.js';
import { kernelTasks, type KernelCall, type KernelSession, type KernelTask, type TreeKernels } from '../core/trainers/trees/kernel.js';
import { awaitChange, CONTROL, MAX_PARAMETERS, QUIT, wake } from './control-words.js';
import { instantiate, type KernelFunctions } from './instantiate.js';
import type { KernelWork } from './kernel-thread.js';

/** Pages of 64 KiB that a memory begins with. */
const FIRST_PAGES = 16;
/** All that WebAssembly can address: 4 GiB. */
const MAX_PAGES = 65_536;

/** A memory up to this size is kept for the next training, which then begins a few milliseconds sooner. */
const KEPT_BYTES = 64 * 2 ** 20;

/** Other work of the thread has its turn at least so often. */
const REST_EVERY_MS = 50;

/** While helpers work and this thread waits, it looks so often whether the training is cancelled. */
const LOOK_EVERY_MS = 20;

/** A thread that is not up by then has failed: what it says is heard only when this one rests. */
const START_LIMIT_MS = 60_000;

// By the package's own name, so that the built files are found from the sources too.
const { resolve } = createRequire(import.meta.url);

/**
 * The tree kernel in WebAssembly, run by the calling thread and helpers over one shared memory. Helpers are
 * started when first needed, and kept; they do not keep the process alive.
 */
export function createTreeKernels(): TreeKernels {
  const compiled = readFile(resolve('leat/tree-kernel.wasm')).then((bytes) => WebAssembly.compile(bytes));
  compiled.catch(() => undefined); // said by the training that needs it
  const idle = new Map<number, Crew>();
  return {
    async open({ threads, signal }) {
      const crew = idle.get(threads) ?? new Crew(await compiled, threads);
      idle.delete(threads);
      return crew.session(signal, (left) => {
        if (!idle.has(threads) && left.memoryBytes <= KEPT_BYTES) idle.set(threads, left);
        else left.quit();
      });
    },
  };
}

/** A memory with the threads that work on it. */
class Crew {
  readonly threads: number;
  readonly #helpers: readonly Worker[];
  readonly #memory: WebAssembly.Memory;
  readonly #functions: KernelFunctions;
  readonly #words: Int32Array;
  #signal: CancellationFlag | undefined;
  #restedAt = performance.now();

  /** Does not wait for the helpers: they take their share of the first task, which has no barriers, once they are up. */
  constructor(module: WebAssembly.Module, threads: number) {
    const memory = new WebAssembly.Memory({ initial: FIRST_PAGES, maximum: MAX_PAGES, shared: true });
    this.threads = threads;
    this.#memory = memory;
    this.#functions = instantiate(module, memory, () => this.#signal?.cancelled === true);
    this.#words = new Int32Array(memory.buffer, 0, CONTROL.parameters + MAX_PARAMETERS);
    this.#helpers = Array.from({ length: threads - 1 }, (_, index) => {
      const helper = new Worker(resolve('leat/kernel-thread'));
      helper.unref();
      helper.postMessage({ module, memory, thread: index + 1 } satisfies KernelWork);
      return helper;
    });
  }

  get memoryBytes(): number {
    return this.#memory.buffer.byteLength;
  }

  session(signal: CancellationFlag, onClose: (crew: Crew) => void): KernelSession {
    this.#signal = signal;
    const memory = this.#memory;
    let broken = false;
    return {
      threads: this.threads,
      get memory() {
        return memory.buffer;
      },
      call: (name, ...parameters) => this.#call(name, parameters),
      run: (name, ...parameters) => {
        broken = true; // unless it comes to its end: helpers would wait at a barrier for this thread
        this.#run(name, parameters);
        broken = false;
        signal.throwIfCancelled();
      },
      rest: () => this.#rest(signal),
      close: () => {
        if (broken) for (const helper of this.#helpers) void helper.terminate();
        else onClose(this);
      },
    };
  }

  /** The helpers end with the last of their memory. */
  quit(): void {
    this.#announce(QUIT, []);
    for (const helper of this.#helpers) helper.postMessage(null);
  }

  #call(name: KernelCall | KernelTask, parameters: readonly number[]): number {
    const call = this.#functions[name];
    if (call === undefined) throw new Error(`invariant: the kernel exports "${name}"`);
    return call(...parameters);
  }

  #run(name: KernelTask, parameters: readonly number[]): void {
    const words = this.#words;
    if (this.threads > 1) this.#announce(kernelTasks.indexOf(name), parameters);
    this.#call(name, [0, ...parameters]);
    this.#requireHelpers();
    for (let done = Atomics.load(words, CONTROL.done); done < this.threads - 1; done = Atomics.load(words, CONTROL.done)) {
      awaitChange(words, CONTROL.done, { from: done, limitMs: LOOK_EVERY_MS });
      this.#call('mustStop', [0]); // a helper may have a tree of its own to grow: it hears of a cancellation from here only
    }
  }

  #requireHelpers(): void {
    const words = this.#words;
    for (let up = Atomics.load(words, CONTROL.up); up < this.threads - 1; up = Atomics.load(words, CONTROL.up)) {
      if (Atomics.wait(words, CONTROL.up, up, START_LIMIT_MS) !== 'timed-out') continue;
      throw new Error(`invariant: ${String(this.threads - 1)} threads of the kernel start, got ${String(up)}`);
    }
  }

  #announce(task: number, parameters: readonly number[]): void {
    const words = this.#words;
    words.set(parameters, CONTROL.parameters);
    Atomics.store(words, CONTROL.task, task);
    Atomics.store(words, CONTROL.done, 0);
    Atomics.add(words, CONTROL.sequence, 1);
    wake(words, CONTROL.sequence);
  }

  async #rest(signal: CancellationFlag): Promise<void> {
    if (performance.now() - this.#restedAt < REST_EVERY_MS) return;
    await setImmediate();
    this.#restedAt = performance.now();
    signal.throwIfCancelled();
  }
}
