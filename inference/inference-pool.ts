import './no-telemetry.js';
import { availableParallelism } from 'node:os';
import { LeatError } from '../core/errors.js';
import type { GraphSession } from '../core/onnx/graph-runner.js';
import type { Table } from '../core/table/table.js';
import { packGiven, unpackTensors } from './packed-tensors.js';
import { RunJob, type RunOptions } from './run-job.js';
import { RunQueue, type BatchLimits } from './run-queue.js';
import { sliceRows } from './slice-rows.js';
import type { Explained, GraphInterface } from './thread-calls.js';
import type { Tensors } from './tensors.js';
import { ThreadCaller } from './thread-caller.js';

export interface InferencePoolOptions extends Partial<BatchLimits> {
  /** Inference threads; each holds a session for every loaded graph. */
  readonly threads?: number;
  /** Inferences that may wait for an answer, over all threads; more are refused. */
  readonly maxWaiting?: number;
  /** After which an inference is refused that names no time of its own. */
  readonly timeoutMs?: number;
}

/** A graph that is loaded into the threads. Any number of callers may use it at once; what it is fed is given away. */
export interface PooledSession extends Omit<GraphSession, 'run'> {
  readonly joinsRows: boolean;
  /** @throws LeatError `INFERENCE_OVERLOADED`, `INFERENCE_TIMED_OUT`, `INFERENCE_ABANDONED` or `INFERENCE_FAILED`. */
  run(feeds: Tensors, options?: RunOptions): Promise<Tensors>;
  /**
   * Explains rows in a thread, beside its inferences: it may take a millisecond or more a row.
   *
   * @param explainer - Of the model: see core/model/explainer.ts.
   */
  explain(explainer: Uint8Array, rows: Table): Promise<Explained>;
}

interface LoadedGraph {
  readonly graph: Uint8Array;
  readonly interface: Promise<GraphInterface>;
  holders: number;
}

/** One batch computes while the next is already there: a thread never waits for the event loop. */
const BATCHES_A_THREAD = 2;

/** How exactly a deadline is kept. */
const SWEEP_MS = 10;

/**
 * ONNX Runtime sessions in threads of their own: an inference never blocks the event loop. Requests that find all
 * threads busy wait, and those that may run together then do, as one batch.
 */
export class InferencePool {
  readonly #size: number;
  /** Started with the first graph: a server that cannot listen never has any. */
  readonly #threads: ThreadCaller[] = [];
  readonly #graphs = new Map<string, LoadedGraph>();
  readonly #maxWaiting: number;
  readonly #timeoutMs: number;
  readonly #maxBatchWaitMs: number;
  readonly #queue: RunQueue;
  /** Without an answer yet, waiting or running. */
  readonly #open = new Set<RunJob>();
  #sweep: NodeJS.Timeout | undefined;
  #dispatching = false;
  #closed = false;

  constructor({
    threads = availableParallelism(),
    maxWaiting = 1024,
    timeoutMs = 30_000,
    maxBatchRows = 256,
    maxBatchWaitMs = 0,
  }: InferencePoolOptions = {}) {
    this.#maxWaiting = maxWaiting;
    this.#size = threads;
    this.#timeoutMs = timeoutMs;
    this.#maxBatchWaitMs = maxBatchWaitMs;
    this.#queue = new RunQueue({ maxBatchRows, maxBatchWaitMs });
  }

  /**
   * Loads a graph into every thread. Holders of equal digests share the sessions, which are unloaded
   * when the last of them closes.
   *
   * @throws LeatError Whatever the graph runner refuses the graph with.
   */
  async open(digest: string, graph: Uint8Array): Promise<PooledSession> {
    const loaded = this.#graphs.get(digest) ?? this.#load(digest, graph);
    loaded.holders++;
    const { inputs, outputs, joinsRows } = await loaded.interface;
    let open = true;
    return {
      inputs,
      outputs,
      joinsRows,
      run: (feeds, { timeoutMs = this.#timeoutMs, ...options } = {}) =>
        this.#run(new RunJob({ key: digest, feeds, joinsRows, timeoutMs, ...options })),
      explain: (explainer, rows) => this.#idlest().call('explain', { key: digest, explainer, columns: [...rows.columns()] }),
      close: async () => {
        if (!open) return;
        open = false;
        loaded.holders--;
        if (loaded.holders === 0) await this.#unload(digest);
      },
    };
  }

  async close(): Promise<void> {
    this.#closed = true;
    clearInterval(this.#sweep);
    this.#queue.refuseAll(new LeatError('INFERENCE_FAILED', 'inference: the pool is closed'));
    await Promise.all(this.#threads.map((thread) => thread.close()));
  }

  #load(digest: string, graph: Uint8Array): LoadedGraph {
    while (this.#threads.length < this.#size) this.#threads.push(this.#startThread(this.#threads.length));
    const everywhere = Promise.all(this.#threads.map((thread) => thread.call('load', { key: digest, graph })));
    const loaded: LoadedGraph = {
      graph,
      holders: 0,
      interface: everywhere.then(([first]) => {
        if (first === undefined) throw new Error('invariant: a pool has at least one thread');
        return first;
      }),
    };
    this.#graphs.set(digest, loaded);
    loaded.interface.catch(() => this.#unload(digest)); // some threads may have loaded it
    return loaded;
  }

  async #unload(digest: string): Promise<void> {
    this.#graphs.delete(digest);
    if (this.#closed) return;
    await Promise.allSettled(this.#threads.map((thread) => thread.call('unload', { key: digest }))); // a thread that died has unloaded it
  }

  #run(job: RunJob): Promise<Tensors> {
    if (this.#open.size >= this.#maxWaiting) {
      const message = `inference: expected at most ${String(this.#maxWaiting)} waiting requests, got one more`;
      job.reject(new LeatError('INFERENCE_OVERLOADED', message));
      return job.answer;
    }
    this.#open.add(job);
    this.#queue.add(job);
    this.#sweep ??= setInterval(() => {
      this.#expire();
    }, SWEEP_MS);
    this.#dispatchSoon();
    return job.answer;
  }

  /** After everything that has come in with this turn of the event loop, so that it can run together. */
  #dispatchSoon(): void {
    if (this.#dispatching || this.#queue.isEmpty) return;
    this.#dispatching = true;
    setImmediate(() => {
      this.#dispatching = false;
      this.#dispatch();
    });
  }

  #dispatch(): void {
    for (;;) {
      const idlest = this.#idlest();
      if (this.#queue.isEmpty || idlest.waiting >= BATCHES_A_THREAD) return;
      const batch = this.#queue.take(performance.now());
      if (batch.length === 0) {
        const waitMs = this.#maxBatchWaitMs;
        if (waitMs > 0) setTimeout(() => this.#dispatchSoon(), waitMs);
        return;
      }
      void this.#runBatch(batch, idlest);
    }
  }

  #idlest(): ThreadCaller {
    return this.#threads.reduce((best, thread) => (thread.waiting < best.waiting ? thread : best));
  }

  async #runBatch(batch: readonly RunJob[], thread: ThreadCaller): Promise<void> {
    try {
      const [{ key, outputs = null }] = batch as [RunJob]; // never empty
      const feeds = packGiven(batch.map((job) => job.feeds));
      const results = unpackTensors(await thread.call('run', { key, feeds, outputs }, [feeds.buffer]));
      let row = 0;
      for (const job of batch) job.resolve(batch.length === 1 ? results : sliceRows(results, row, (row += job.rows)));
    } catch (error) {
      // A batch fails as one, but only one of its requests may be at fault: each gets its own answer.
      if (batch.length === 1 || this.#closed) for (const job of batch) job.reject(error);
      else for (const job of batch) void this.#runBatch([job], thread);
    }
    for (const job of batch) if (!job.isOpen) this.#open.delete(job);
  }

  #expire(): void {
    const now = performance.now();
    for (const job of this.#open) {
      job.expire(now);
      if (!job.isOpen) this.#open.delete(job);
    }
    if (this.#open.size > 0) return;
    clearInterval(this.#sweep);
    this.#sweep = undefined;
  }

  /** A thread that dies is replaced, and its graphs are loaded again before it sees a request. */
  #startThread(index: number): ThreadCaller {
    const thread = new ThreadCaller({
      onLost: () => {
        if (!this.#closed) this.#threads[index] = this.#startThread(index);
        this.#dispatchSoon();
      },
      onAnswer: () => {
        this.#dispatchSoon();
      },
    });
    for (const [key, { graph }] of this.#graphs) thread.call('load', { key, graph }).catch(() => undefined); // its runs will say why
    return thread;
  }
}
