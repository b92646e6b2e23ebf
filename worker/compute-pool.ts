import '../inference/no-telemetry.js';
import { once } from 'node:events';
import { createRequire } from 'node:module';
import type { Worker } from 'node:worker_threads';
import { Piscina } from 'piscina';
import { LeatError, messageOf } from '../core/errors.js';
import { openArtifactStore } from '../stores/artifacts/open-artifact-store.js';
import { ControlBlock, type EndingCode } from './control-block.js';
import type { ThreadAnswer, ThreadCall, ThreadData, ThreadJobs } from './compute-thread.js';
import { NativeWork } from './native-work.js';
import type { ThreadSettings } from './thread-services.js';
import { activeSpan, noteEndedThread } from './tracing/in-span.js';
import type { SpanMessage } from './tracing/sent-span.js';
import { startTracing } from './tracing/start-tracing.js';
import { Turns } from './turns.js';

// By the package's own name, so that the compiled thread is found from the sources too.
const threadFile = createRequire(import.meta.url).resolve('leat/compute-thread');

/** A thread that does not look at its flag is ended after this time. */
const END_GRACE_MS = 300;

/** Of light jobs, side by side in their thread. Their flushes and waits overlap; more of them gain nothing. */
const LIGHT_JOBS = 16;

/** A native library that does not come back is not waited for any longer, though ending its thread may end the process. */
const NATIVE_GRACE_MS = 10_000;

/** Jobs that may take hours. All others are the engine's own, and light. */
const COMPUTING: ReadonlySet<keyof ThreadJobs> = new Set(['runStage', 'runItems', 'openStudy', 'runTrials', 'closeStudy']);

/** How a job that failed in a thread is told in the main thread. */
export class ThreadFailure extends Error {
  override readonly name = 'ThreadFailure';
  readonly code: string;
  readonly retryable: boolean;

  constructor({ code, message, retryable, stack }: Omit<Extract<ThreadAnswer, { ok: false }>, 'ok'>) {
    super(message);
    this.code = code;
    this.retryable = retryable;
    this.stack = stack;
  }
}

interface JobOptions {
  /** It takes hardly any processor time, and need not wait for those that do. */
  readonly light?: boolean;
  readonly control?: ControlBlock;
  readonly cancelled?: AbortSignal;
  readonly timeoutMs?: number;
}

interface TakenJob {
  readonly control: ControlBlock;
  readonly end: AbortController;
}

/** Threads, and the turns of the jobs that are meant for them. */
interface Lane {
  readonly pool: Piscina<ThreadCall, ThreadAnswer>;
  readonly turns: Turns;
}

/**
 * Threads that compute, so that the worker's main thread never does: each starts when there is work for it, is kept from then
 * on, and has one job at a time. One more has all light jobs, so that a run is planned and a model deployed while every other
 * thread trains.
 */
export class ComputePool {
  readonly #compute: Lane;
  readonly #light: Lane;
  /** By thread: kept once it has loaded its code, or died of it. */
  readonly #loaded = new WeakMap<Worker, Promise<unknown>>();
  readonly #artifacts: string;
  readonly #jobs = new Set<TakenJob>();
  readonly #native = new NativeWork();

  constructor(threads: number, settings: ThreadSettings) {
    this.#artifacts = settings.artifacts;
    this.#compute = this.#openLane(settings, { threads, startedAtOnce: 0, jobsEach: 1 });
    this.#light = this.#openLane(settings, { threads: 1, startedAtOnce: 1, jobsEach: LIGHT_JOBS });
    this.#watchLoading();
  }

  #openLane(
    settings: ThreadSettings,
    { threads, startedAtOnce, jobsEach }: { threads: number; startedAtOnce: number; jobsEach: number },
  ): Lane {
    // Kept once started: a cold thread takes about half a second to load its code, and 40 MB for as long as it lives.
    const pool = new Piscina<ThreadCall, ThreadAnswer>({
      filename: threadFile,
      workerData: { ...settings, nativeWork: this.#native.memory, jobs: jobsEach } satisfies ThreadData,
      minThreads: startedAtOnce,
      maxThreads: threads,
      concurrentTasksPerWorker: jobsEach,
      idleTimeout: Infinity,
      recordTiming: false,
    });
    pool.on('message', ({ span }: SpanMessage) => {
      void startTracing()?.then((tracing) => {
        tracing.forward(span);
      });
    });
    // Piscina starts threads also when one has come up, or has ended.
    for (const event of ['workerCreate', 'workerDestroy']) {
      pool.on(event, () => {
        queueMicrotask(() => {
          this.#watchLoading();
        });
      });
    }
    return { pool, turns: new Turns(threads * jobsEach) };
  }

  /**
   * @param cancelled - Ends the job: first by its flag, which may say why already, then by ending its thread; the
   * time-out likewise.
   * @throws ThreadFailure what the job failed of; LeatError `CANCELLED`, `WORKER_STOPPED`, `STAGE_TIMEOUT`, or
   * `STAGE_FAILED` when its thread died.
   */
  async run<Name extends keyof ThreadJobs>(
    name: Name,
    job: ThreadJobs[Name],
    { light = !COMPUTING.has(name), control = new ControlBlock(), cancelled, timeoutMs }: JobOptions = {},
  ): Promise<unknown> {
    const taken: TakenJob = { control, end: new AbortController() };
    let ended: Promise<void> | undefined;
    const endAs = (code: EndingCode): void => {
      control.end(code);
      setTimeout(() => {
        ended = this.#end(taken);
      }, END_GRACE_MS).unref();
    };
    const onCancel = endAs.bind(null, 'CANCELLED');
    cancelled?.addEventListener('abort', onCancel, { once: true });
    const timer = timeoutMs === undefined ? undefined : setTimeout(endAs, timeoutMs, 'STAGE_TIMEOUT');
    this.#jobs.add(taken);
    try {
      const call = { name, job, control: control.memory, span: activeSpan() };
      const { pool, turns } = light ? this.#light : this.#compute;
      const answer = await turns
        .during(() => this.#start(pool, call), taken.end.signal)
        .finally(() => {
          this.#jobs.delete(taken); // at once: its thread is not to be ended for it any more
        });
      if (answer.ok) return answer.value;
      throw new ThreadFailure(answer);
    } catch (error) {
      await ended;
      throw await this.#failureOf(error, control);
    } finally {
      cancelled?.removeEventListener('abort', onCancel);
      clearTimeout(timer);
    }
  }

  #start(pool: Lane['pool'], call: ThreadCall): Promise<ThreadAnswer> {
    const answer = pool.run(call);
    this.#watchLoading(); // it may have started a thread for it
    return answer;
  }

  get threads(): number {
    return this.#compute.pool.maxThreads;
  }

  /** Jobs that wait for a thread. */
  get waiting(): number {
    return [...this.#jobs].filter(({ control }) => control.thread === 0).length;
  }

  /** Threads that have a job. */
  get busy(): number {
    const taken = new Set([...this.#jobs].map(({ control }) => control.thread));
    return this.#compute.pool.threads.filter(({ threadId }) => taken.has(threadId)).length;
  }

  /** Gives up the jobs that no thread has taken yet: other workers need not wait until this one has ended. */
  async handOverWaiting(): Promise<void> {
    await this.#haveLoaded();
    for (const { control, end } of this.#jobs) {
      if (control.thread !== 0) continue;
      control.end('WORKER_STOPPED');
      end.abort();
    }
  }

  /** Ends the thread of a job, or takes the job out of the queue; kept when the thread is gone. */
  async #end(job: TakenJob): Promise<void> {
    await this.#haveLoaded();
    const { control, end } = job;
    const isThere = (): boolean => this.#jobs.has(job);
    if (!isThere()) return;
    const isWanted = within(NATIVE_GRACE_MS, isThere);
    if (control.thread !== 0) await this.#native.settle(control.thread, isWanted);
    if (!isThere()) {
      this.#native.allow(control.thread); // it ended by itself, and the thread is the next one's
      return;
    }
    end.abort();
    if (control.thread !== 0) await this.#endThread(control.thread);
  }

  /** With the jobs that are beside the one that it is ended for. */
  async #endThread(id: number): Promise<void> {
    for (const { control } of this.#jobs) if (control.thread === id) control.end('WORKER_STOPPED');
    const thread = this.#threads.find(({ threadId }) => threadId === id);
    const gone = thread === undefined ? undefined : once(thread, 'exit');
    void thread?.terminate();
    await gone;
    this.#native.forget(id);
  }

  async #failureOf(error: unknown, { thread, ending }: ControlBlock): Promise<Error> {
    if (error instanceof ThreadFailure && (ending === undefined || ending.code === error.code)) return error;
    // A job that no thread has taken left nothing behind, not even the record of an attempt.
    if (thread === 0 && ending !== undefined)
      return new ThreadFailure({ code: ending.code, message: ending.message, retryable: ending.retryable, stack: '' });
    if (!(error instanceof ThreadFailure)) {
      noteEndedThread();
      await this.#forget(thread);
    }
    return ending ?? new LeatError('STAGE_FAILED', `the thread of a job ended: ${messageOf(error)}`, { cause: error });
  }

  /** What a thread that has ended was writing would lie in the store until the worker ends. */
  async #forget(thread: number): Promise<void> {
    if (thread === 0) return;
    try {
      await (await openArtifactStore(this.#artifacts)).forgetThread(thread);
    } catch {
      return; // a store that cannot be reached: opening it removes what its writers left
    }
  }

  async close(): Promise<void> {
    await this.#haveLoaded();
    for (const { control } of this.#jobs) control.end('WORKER_STOPPED'); // where the worker failed: else none is left
    const isWanted = within(NATIVE_GRACE_MS);
    await Promise.all(this.#threads.map(({ threadId }) => this.#native.settle(threadId, isWanted)));
    await Promise.all([this.#compute, this.#light].map(({ pool }) => pool.destroy()));
  }

  get #threads(): readonly Worker[] {
    return [this.#compute, this.#light].flatMap(({ pool }) => pool.threads);
  }

  /** Ending a thread amid its imports aborts the whole process ("IsGraphAsync must be used on an instantiated module", Node 20). */
  async #haveLoaded(): Promise<void> {
    for (const thread of this.#threads) await this.#loaded.get(thread);
  }

  /** Piscina counts its first threads as ready from the start; what a thread says first is that it is. */
  #watchLoading(): void {
    for (const thread of this.#threads) {
      if (this.#loaded.has(thread)) continue;
      this.#loaded.set(
        thread,
        Promise.race([once(thread, 'message'), once(thread, 'exit')]).catch(() => undefined),
      );
    }
  }
}

/** A condition that holds no longer than this. */
function within(ms: number, holds = (): boolean => true): () => boolean {
  const until = performance.now() + ms;
  return () => holds() && performance.now() < until;
}
