import { LeatError } from '../core/errors.js';
import type { GraphInterface } from './thread-calls.js';

/** A graph that somebody holds; its sessions come and go. */
export interface HeldGraph {
  readonly digest: string;
  readonly graph: Uint8Array;
  /** Resolves when every thread has a session, each time they are loaded. */
  sessions: Promise<GraphInterface>;
  holders: number;
  /** Runs without an answer yet: sessions that are at work stay. */
  runs: number;
}

export interface ResidencyOptions {
  /** Of all sessions, counted by the size of the graph for each thread. */
  readonly memoryBytes: number;
  /** Sessions of a graph. */
  readonly threads: number;
  /** Loads a graph into every thread. */
  load(digest: string, graph: Uint8Array): Promise<GraphInterface>;
  /** Unloads it from every thread. */
  unload(digest: string): Promise<unknown>;
}

/**
 * Graphs by digest, and which of them have sessions in the threads. When those take more than the limit, the graph that
 * was not run for longest loses its own, and gets them back with its next run.
 */
export class ResidentGraphs {
  readonly #options: ResidencyOptions;
  readonly #held = new Map<string, HeldGraph>();
  /** Of `#held` those with sessions, in order of last use. */
  readonly #resident = new Set<HeldGraph>();

  constructor(options: ResidencyOptions) {
    this.#options = options;
  }

  /** With sessions now. */
  get resident(): Iterable<HeldGraph> {
    return this.#resident;
  }

  /** @throws LeatError `MODEL_TOO_LARGE` when it alone is over the limit. */
  hold(digest: string, graph: Uint8Array): HeldGraph {
    const known = this.#held.get(digest);
    if (known !== undefined) {
      known.holders++;
      return known;
    }
    this.#requireRoom(graph);
    const held: HeldGraph = { digest, graph, holders: 1, runs: 0, sessions: this.#options.load(digest, graph) };
    this.#held.set(digest, held);
    this.#use(held);
    held.sessions.catch(() => this.#forget(held)); // some threads may have loaded it
    return held;
  }

  async letGo(held: HeldGraph): Promise<void> {
    held.holders--;
    if (held.holders === 0) await this.#forget(held);
  }

  /** Before every run: its sessions are there, or on their way before it. */
  wake(held: HeldGraph): Promise<GraphInterface> | null {
    if (held.holders === 0) return null; // let go: the run will find nothing
    const isResident = this.#resident.has(held);
    if (!isResident) held.sessions = this.#options.load(held.digest, held.graph);
    this.#use(held);
    return isResident ? null : held.sessions;
  }

  #use(held: HeldGraph): void {
    this.#resident.delete(held);
    this.#resident.add(held);
    for (const other of this.#resident) {
      if (this.#bytes() <= this.#options.memoryBytes) return;
      if (other === held || other.runs > 0) continue;
      this.#resident.delete(other);
      void this.#options.unload(other.digest);
    }
  }

  async #forget(held: HeldGraph): Promise<void> {
    this.#held.delete(held.digest);
    if (this.#resident.delete(held)) await this.#options.unload(held.digest);
  }

  #bytes(): number {
    if (this.#options.memoryBytes === Infinity) return 0;
    let bytes = 0;
    for (const { graph } of this.#resident) bytes += graph.length * this.#options.threads;
    return bytes;
  }

  #requireRoom(graph: Uint8Array): void {
    const { memoryBytes, threads } = this.#options;
    const bytes = graph.length * threads;
    if (bytes <= memoryBytes) return;
    const message = `model: expected at most ${String(memoryBytes)} bytes for its ${String(threads)} sessions, got ${String(bytes)}: raise server.inference.memory`;
    throw new LeatError('MODEL_TOO_LARGE', message, { details: { expected: memoryBytes, received: bytes } });
  }
}
