import { availableParallelism } from 'node:os';
import { LeatError } from '../core/errors.js';
import type { GraphSession } from '../core/onnx/graph-runner.js';
import type { GraphInterface, Tensors } from './thread-calls.js';
import { ThreadCaller } from './thread-caller.js';

export interface InferencePoolOptions {
  /** Inference threads; each holds a session for every loaded graph. */
  readonly threads?: number;
  /** Inferences that may wait for an answer, over all threads; more are refused. */
  readonly maxWaiting?: number;
}

interface LoadedGraph {
  readonly graph: Uint8Array;
  readonly interface: Promise<GraphInterface>;
  holders: number;
}

/** ONNX Runtime sessions in threads of their own: an inference never blocks the event loop. */
export class InferencePool {
  readonly #size: number;
  /** Started with the first graph: a server that cannot listen never has any. */
  readonly #threads: ThreadCaller[] = [];
  readonly #graphs = new Map<string, LoadedGraph>();
  readonly #maxWaiting: number;
  #closed = false;

  constructor({ threads = availableParallelism(), maxWaiting = 1024 }: InferencePoolOptions = {}) {
    this.#maxWaiting = maxWaiting;
    this.#size = threads;
  }

  /**
   * Loads a graph into every thread. Holders of equal digests share the sessions, which are unloaded
   * when the last of them closes. Unlike the sessions of a plain graph runner, this one may be used by
   * many callers at once.
   *
   * @throws LeatError Whatever the graph runner refuses the graph with.
   */
  async open(digest: string, graph: Uint8Array): Promise<GraphSession> {
    const loaded = this.#graphs.get(digest) ?? this.#load(digest, graph);
    loaded.holders++;
    const { inputs, outputs } = await loaded.interface;
    let open = true;
    return {
      inputs,
      outputs,
      run: (feeds) => this.#run(digest, feeds),
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

  /** In the thread with the fewest requests before it. */
  async #run(digest: string, feeds: Tensors): Promise<Tensors> {
    const waiting = this.#threads.reduce((sum, thread) => sum + thread.waiting, 0);
    if (waiting >= this.#maxWaiting) {
      throw new LeatError('INFERENCE_OVERLOADED', `inference: expected at most ${String(this.#maxWaiting)} waiting requests, got one more`);
    }
    const idlest = this.#threads.reduce((best, thread) => (thread.waiting < best.waiting ? thread : best));
    return idlest.call('run', { key: digest, feeds });
  }

  /** A thread that dies is replaced, and its graphs are loaded again before it sees a request. */
  #startThread(index: number): ThreadCaller {
    const thread = new ThreadCaller(() => {
      if (!this.#closed) this.#threads[index] = this.#startThread(index);
    });
    for (const [key, { graph }] of this.#graphs) thread.call('load', { key, graph }).catch(() => undefined); // its runs will say why
    return thread;
  }
}
