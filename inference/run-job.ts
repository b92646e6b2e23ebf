import { LeatError } from '../core/errors.js';
import type { Tensor } from '../core/onnx/graph-runner.js';
import type { Tensors } from './tensors.js';

export interface RunOptions {
  /** Wanted outputs; all when left out. */
  readonly outputs?: readonly string[] | undefined;
  /** Time after which nobody waits for the answer any more. */
  readonly timeoutMs?: number | undefined;
  /** Asked just before the request would run: true when whoever asked has left. */
  readonly isAbandoned?: () => boolean;
}

export interface RunJobDescription extends RunOptions {
  readonly key: string;
  readonly feeds: Tensors;
  /** Of its graph. */
  readonly joinsRows: boolean;
  /** Called once, with its answer, refusal or deadline. */
  readonly onEnd: () => void;
}

interface Settle {
  resolve(tensors: Tensors): void;
  reject(error: unknown): void;
}

/** One request to run a graph, from being asked for to its answer, refusal or deadline. */
export class RunJob {
  readonly key: string;
  readonly feeds: Tensors;
  readonly outputs: readonly string[] | undefined;
  readonly joinsRows: boolean;
  readonly rows: number;
  readonly since = performance.now();
  readonly answer: Promise<Tensors>;
  readonly #deadline: number;
  readonly #isAbandoned: (() => boolean) | undefined;
  readonly #onEnd: () => void;
  #settle: Settle | undefined;

  constructor({ key, feeds, joinsRows, outputs, timeoutMs = Infinity, isAbandoned, onEnd }: RunJobDescription) {
    this.key = key;
    this.feeds = feeds;
    this.outputs = outputs;
    this.joinsRows = joinsRows;
    this.rows = rowsOf(feeds);
    this.#deadline = this.since + timeoutMs;
    this.#isAbandoned = isAbandoned;
    this.#onEnd = onEnd;
    this.answer = new Promise((resolve, reject) => {
      this.#settle = { resolve, reject };
    });
  }

  get isOpen(): boolean {
    if (this.#settle !== undefined && this.#isAbandoned?.() === true)
      this.reject(new LeatError('INFERENCE_ABANDONED', 'inference: whoever asked has left'));
    return this.#settle !== undefined;
  }

  /** Whether the rows of both may run as one batch. */
  joins(other: RunJob): boolean {
    return (
      this.joinsRows &&
      this.key === other.key &&
      sameNames(this.outputs, other.outputs) &&
      Object.entries(this.feeds).every(([name, { type, shape }]) => fits(other.feeds[name], type, shape))
    );
  }

  resolve(tensors: Tensors): void {
    this.#end()?.resolve(tensors);
  }

  reject(error: unknown): void {
    this.#end()?.reject(error);
  }

  /** Refuses it when its time is over: a thread that has it already goes on, but nobody waits for it. */
  expire(now: number): void {
    if (now < this.#deadline) return;
    const timeout = String(Math.round(this.#deadline - this.since));
    this.reject(new LeatError('INFERENCE_TIMED_OUT', `inference: expected an answer within ${timeout} ms, got none`));
  }

  /** How to settle the answer; undefined when that has been done. */
  #end(): Settle | undefined {
    const settle = this.#settle;
    this.#settle = undefined;
    if (settle !== undefined) this.#onEnd();
    return settle;
  }
}

function sameNames(one: readonly string[] | undefined, other: readonly string[] | undefined): boolean {
  return one === other || (one?.length === other?.length && one?.every((name, index) => name === other?.[index]) === true);
}

function fits(other: Tensor | undefined, type: Tensor['type'], shape: readonly number[]): boolean {
  if (other?.type !== type || other.shape.length !== shape.length) return false;
  for (let axis = 1; axis < shape.length; axis++) if (shape[axis] !== other.shape[axis]) return false;
  return true;
}

/** Of any tensor: all of a request have equally many. */
function rowsOf(feeds: Tensors): number {
  for (const name in feeds) return feeds[name]?.shape[0] ?? 1;
  return 1;
}
