import './no-telemetry.js';
import { availableParallelism } from 'node:os';
import { LeatError } from '../core/errors.js';
import type { GraphSession } from '../core/onnx/graph-runner.js';
import type { Table } from '../core/table/table.js';
import { packGiven, unpackTensors } from './packed-tensors.js';
import { ResidentGraphs, type HeldGraph } from './resident-graphs.js';
import { RunJob, type RunJobDescription, type RunOptions } from './run-job.js';
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
  /** The same for each graph: one that many ask for leaves room for the others. */
  readonly maxWaitingOfGraph?: number;
  /** Of all sessions: see resident-graphs.ts. */
  readonly memoryBytes?: number;
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
  readonly #graphs: ResidentGraphs;
  readonly #maxWaiting: number;
  readonly #maxWaitingOfGraph: number;
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
    maxWaitingOfGraph = Infinity,
    timeoutMs = 30_000,
    maxBatchRows = 256,
    maxBatchWaitMs = 0,
    memoryBytes = Infinity,
  }: InferencePoolOptions = {}) {
    this.#maxWaiting = maxWaiting;
    this.#maxWaitingOfGraph = maxWaitingOfGraph;
    this.#size = threads;
    this.#timeoutMs = timeoutMs;
    this.#maxBatchWaitMs = maxBatchWaitMs;
    this.#graphs = new ResidentGraphs({
      memoryBytes,
      threads,
      load: (digest, graph) => this.#load(digest, graph),
      unload: (digest) => this.#unload(digest),
    });
    this.#queue = new RunQueue({ maxBatchRows, maxBatchWaitMs });
  }

  /**
   * Loads a graph into every thread. Holders of equal digests share the sessions, which are unloaded
   * when the last of them closes.
   *
   * @throws LeatError Whatever the graph runner refuses the graph with.
   */
  async open(digest: string, graph: Uint8Array): Promise<PooledSession> {
    const held = this.#graphs.hold(digest, graph);
    const { inputs, outputs, joinsRows } = await held.sessions;
    let open = true;
    return {
      inputs,
      outputs,
      joinsRows,
      run: (feeds, { timeoutMs = this.#timeoutMs, ...options } = {}) =>
        this.#run(held, { key: digest, feeds, joinsRows, timeoutMs, ...options }),
      explain: async (explainer, rows) => {
        await this.#graphs.wake(held);
        return this.#idlest().call('explain', { key: digest, explainer, columns: [...rows.columns()] });
      },
      close: async () => {
        if (!open) return;
        open = false;
        await this.#graphs.letGo(held);
      },
    };
  }

  async close(): Promise<void> {
    this.#closed = true;
    clearInterval(this.#sweep);
    this.#queue.refuseAll(new LeatError('INFERENCE_FAILED', 'inference: the pool is closed'));
    await Promise.all(this.#threads.map((thread) => thread.close()));
  }

  async #load(digest: string, graph: Uint8Array): Promise<GraphInterface> {
    while (this.#threads.length < this.#size) this.#threads.push(this.#startThread(this.#threads.length));
    const [first] = await Promise.all(this.#threads.map((thread) => thread.call('load', { key: digest, graph })));
    if (first === undefined) throw new Error('invariant: a pool has at least one thread');
    return first;
  }

  async #unload(digest: string): Promise<void> {
    if (this.#closed) return;
    await Promise.allSettled(this.#threads.map((thread) => thread.call('unload', { key: digest }))); // a thread that died has unloaded it
  }

  #run(held: HeldGraph, description: Omit<RunJobDescription, 'onEnd'>): Promise<Tensors> {
    if (this.#open.size >= this.#maxWaiting) return refuse(this.#maxWaiting, 'requests');
    if (held.runs >= this.#maxWaitingOfGraph) return refuse(this.#maxWaitingOfGraph, 'requests of this model');
    const job = new RunJob({
      ...description,
      onEnd: () => {
        held.runs--;
        this.#open.delete(job);
      },
    });
    held.runs++;
    this.#open.add(job);
    this.#sweep ??= setInterval(() => {
      this.#expire();
    }, SWEEP_MS);
    const waking = this.#graphs.wake(held);
    if (waking === null) this.#enqueue(job);
    else
      waking.then(
        () => {
          this.#enqueue(job);
        },
        (error: unknown) => {
          job.reject(error);
        },
      );
    return job.answer;
  }

  #enqueue(job: RunJob): void {
    this.#queue.add(job);
    this.#dispatchSoon();
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
  }

  #expire(): void {
    const now = performance.now();
    for (const job of this.#open) if (job.isOpen) job.expire(now);
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
    for (const { digest: key, graph } of this.#graphs.resident) thread.call('load', { key, graph }).catch(() => undefined); // its runs will say why
    return thread;
  }
}

function refuse(limit: number, what: string): Promise<never> {
  return Promise.reject(
    new LeatError('INFERENCE_OVERLOADED', `inference: expected at most ${String(limit)} waiting ${what}, got one more`),
  );
}
