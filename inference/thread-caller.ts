import { createRequire } from 'node:module';
import { Worker, type Transferable } from 'node:worker_threads';
import { LeatError, messageOf } from '../core/errors.js';
import { THREAD_END, type CallName, type ThreadCalls, type ThreadReply } from './thread-calls.js';

interface Waiting {
  resolve(result: ThreadCalls[CallName]['result']): void;
  reject(error: LeatError): void;
}

/** Hardly anything of a request outlives it: a small nursery keeps the memory of the process small, and costs nothing. */
const RESOURCE_LIMITS = { maxYoungGenerationSizeMb: 4 };

/** The caller's side of one inference thread. */
export class ThreadCaller {
  readonly #worker: Worker;
  readonly #waiting = new Map<number, Waiting>();
  readonly #gone: Promise<unknown>;
  #lastId = 0;
  #lost: LeatError | undefined;

  readonly #onAnswer: () => void;

  /**
   * @param onLost - Called when the thread dies by itself after it has worked; what waited is refused by then.
   * @param onAnswer - Called after each answer: there is one request less before the thread.
   */
  constructor({ onLost, onAnswer }: { onLost: () => void; onAnswer: () => void }) {
    this.#onAnswer = onAnswer;
    // Through the package's own name, so that it is the compiled file also when this one is read as TypeScript.
    this.#worker = new Worker(createRequire(import.meta.url).resolve('leat/inference-thread'), { resourceLimits: RESOURCE_LIMITS });
    this.#gone = new Promise((gone) => this.#worker.once('exit', gone));
    let worked = false;
    this.#worker.on('message', (reply: ThreadReply) => {
      worked = true;
      this.#settle(reply);
    });
    this.#worker.on('error', (error) => {
      this.#lose(messageOf(error));
      if (worked) onLost(); // one that cannot even start would only die again
    });
  }

  /** Requests that have no answer yet. */
  get waiting(): number {
    return this.#waiting.size;
  }

  /**
   * @param moved - Buffers of the request that the thread gets instead of copies.
   * @throws LeatError `INFERENCE_FAILED`, or the code that the thread answers with.
   */
  call<N extends CallName>(call: N, request: ThreadCalls[N]['request'], moved: Transferable[] = []): Promise<ThreadCalls[N]['result']> {
    if (this.#lost !== undefined) return Promise.reject(this.#lost);
    const id = ++this.#lastId;
    return new Promise<ThreadCalls[CallName]['result']>((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
      this.#worker.postMessage({ id, call, ...request }, moved);
    }); // the reply's id ties result to call
  }

  async close(): Promise<void> {
    this.#lose('the pool is closed');
    // It ends by itself: terminated while ONNX Runtime is being loaded or at work in it, it can take the whole process with it.
    this.#worker.postMessage(THREAD_END);
    await this.#gone;
  }

  #settle(reply: ThreadReply): void {
    const waiting = this.#waiting.get(reply.id);
    this.#waiting.delete(reply.id);
    if ('result' in reply) waiting?.resolve(reply.result);
    else waiting?.reject(new LeatError(reply.error.code, reply.error.message, { details: reply.error.details }));
    this.#onAnswer();
  }

  #lose(reason: string): void {
    const lost = new LeatError('INFERENCE_FAILED', `inference thread: ${reason}`);
    this.#lost = lost;
    for (const { reject } of this.#waiting.values()) reject(lost);
    this.#waiting.clear();
  }
}
