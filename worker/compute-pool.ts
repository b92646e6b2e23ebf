import { createRequire } from 'node:module';
import { Piscina } from 'piscina';
import { LeatError } from '../core/errors.js';
import { ControlBlock } from './control-block.js';
import type { ThreadAnswer, ThreadCall, ThreadJobs } from './compute-thread.js';
import type { ThreadSettings } from './thread-services.js';

// By the package's own name, so that the compiled thread is found from the sources too.
const threadFile = createRequire(import.meta.url).resolve('leat/compute-thread');

/** A thread that does not look at its cancellation flag is ended after this time. */
const CANCEL_GRACE_MS = 500;

/** How a job that failed in a thread is told in the main thread. */
export class ThreadFailure extends Error {
  override readonly name = 'ThreadFailure';
  readonly code: string;
  readonly retryable: boolean;

  constructor({ code, message, retryable, stack }: Extract<ThreadAnswer, { ok: false }>) {
    super(message);
    this.code = code;
    this.retryable = retryable;
    this.stack = stack;
  }
}

/** Warm threads that compute, so that the worker's main thread never does. */
export class ComputePool {
  readonly #threads: Piscina<ThreadCall, ThreadAnswer>;

  constructor(threads: number, settings: ThreadSettings) {
    // Kept warm: a cold thread takes about half a second to load ONNX Runtime and DuckDB.
    const options = { filename: threadFile, workerData: settings, minThreads: threads, maxThreads: threads, idleTimeout: Infinity };
    this.#threads = new Piscina<ThreadCall, ThreadAnswer>(options);
  }

  /**
   * @param cancelled - Ends the job: first by its flag, then by ending its thread.
   * @throws ThreadFailure what the job failed of; LeatError `CANCELLED`, or `STAGE_FAILED` when its thread died.
   */
  async run<Name extends keyof ThreadJobs>(
    name: Name,
    job: ThreadJobs[Name],
    { control = new ControlBlock(), cancelled }: { control?: ControlBlock; cancelled?: AbortSignal } = {},
  ): Promise<unknown> {
    const end = new AbortController();
    const onCancel = (): void => {
      control.cancel();
      setTimeout(() => {
        end.abort();
      }, CANCEL_GRACE_MS).unref();
    };
    cancelled?.addEventListener('abort', onCancel, { once: true });
    try {
      const answer = await this.#threads.run({ name, job, control: control.memory }, { signal: end.signal });
      if (answer.ok) return answer.value;
      throw new ThreadFailure(answer);
    } catch (error) {
      if (control.cancelled) throw new LeatError('CANCELLED', 'the run was cancelled', { cause: error });
      if (error instanceof ThreadFailure) throw error;
      throw new LeatError('STAGE_FAILED', `the thread of a job ended: ${error instanceof Error ? error.message : String(error)}`, {
        cause: error,
      });
    } finally {
      cancelled?.removeEventListener('abort', onCancel);
    }
  }

  async close(): Promise<void> {
    await this.#threads.destroy();
  }
}
