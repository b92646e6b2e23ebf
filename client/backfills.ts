import { setTimeout as sleep } from 'node:timers/promises';
import { LeatError } from '../core/errors.js';
import type { BackfillProgress } from '../core/schedule/backfill.js';
import { intervalsBetween } from '../core/schedule/schedule-times.js';
import type { backfill, BackfillRequest } from '../workflows/backfill.js';
import type { StoredSchedule } from './schedule-form.js';
import { isUnanswered, type TemporalLink } from './temporal-link.js';

/** Which intervals of a schedule are run after the fact, and how. */
export interface BackfillOptions {
  readonly from: Date;
  readonly to: Date;
  /** Runs at once, at most; 4 when left out. */
  readonly limit?: number;
  /** Only intervals whose latest run failed or was cancelled. */
  readonly failedOnly?: boolean;
  /** Intervals that one execution of the workflow takes; 100 when left out. */
  readonly chunk?: number;
}

export interface BackfillLook {
  readonly progress: BackfillProgress;
  readonly isOver: boolean;
}

const LOOK_MS = 500;

/** Runs of a schedule's past intervals: a workflow each, at most one at a time for a schedule. */
export class Backfills {
  readonly #temporal: TemporalLink;
  readonly #taskQueue: string;

  constructor({ temporal, taskQueue }: { temporal: TemporalLink; taskQueue: string }) {
    this.#temporal = temporal;
    this.#taskQueue = taskQueue;
  }

  /** @throws LeatError `BACKFILL_INVALID`, `BACKFILL_RUNNING`, `TEMPORAL_UNREACHABLE` */
  async start(schedule: StoredSchedule, options: BackfillOptions): Promise<void> {
    const { name, pipeline, params, ...rest } = schedule;
    const { from, to, limit = 4, failedOnly = false, chunk = 100 } = options;
    checkRange(schedule, options);
    const range = { from: from.toISOString(), to: to.toISOString() };
    const request: BackfillRequest = { pipeline, params, schedule: { name, ...rest }, ...range, limit, failedOnly, chunk };
    await this.#temporal.call(async ({ workflow }) => {
      try {
        await workflow.start<typeof backfill>('backfill', { workflowId: idOf(name), taskQueue: this.#taskQueue, args: [request] });
      } catch (error) {
        if (!(error instanceof Error) || error.name !== 'WorkflowExecutionAlreadyStartedError') throw error;
        const message = `schedule "${name}": expected no backfill to be running, got workflow "${idOf(name)}"; wait for it, or cancel it`;
        throw new LeatError('BACKFILL_RUNNING', message, { details: { schedule: name } });
      }
    });
  }

  /** How far the backfill of a schedule is, until it is over. @throws LeatError with the code that ended it, or `CANCELLED` */
  async *watch(name: string): AsyncGenerator<BackfillLook> {
    for (;;) {
      const { status } = await this.#temporal.call(({ workflow }) => workflow.getHandle(idOf(name)).describe());
      if (status.name !== 'RUNNING' && status.name !== 'CONTINUED_AS_NEW') break;
      const progress = await this.#progress(name);
      if (progress !== null) yield { progress, isOver: false };
      await sleep(LOOK_MS);
    }
    yield { progress: await this.#end(name), isOver: true };
  }

  /** null while no worker answers. */
  async #progress(name: string): Promise<BackfillProgress | null> {
    try {
      return await this.#temporal.call(({ workflow }) => workflow.getHandle(idOf(name)).query<BackfillProgress>('progress'));
    } catch (error) {
      if (isUnanswered(error) || (error instanceof LeatError && error.code === 'TEMPORAL_UNREACHABLE')) return null;
      throw error;
    }
  }

  async #end(name: string): Promise<BackfillProgress> {
    const { workflow } = await this.#temporal.connected();
    try {
      return await workflow.getHandle<typeof backfill>(idOf(name)).result();
    } catch (error) {
      const { runFailure } = await import('./run-failure.js');
      throw runFailure(error);
    }
  }
}

function idOf(name: string): string {
  return `leat-backfill-${name}`;
}

function checkRange(schedule: StoredSchedule, { from, to }: BackfillOptions): void {
  const range = { from: from.getTime(), to: to.getTime() };
  const shown = `from ${from.toISOString()} to ${to.toISOString()}`;
  const refuse = (expected: string): never => {
    throw new LeatError('BACKFILL_INVALID', `schedule "${schedule.name}": expected ${expected}, got ${shown}`);
  };
  if (range.from >= range.to) refuse('a range that begins before it ends');
  if (range.to > Date.now()) refuse(`a range that has ended (it is ${new Date().toISOString()})`);
  if (intervalsBetween(schedule, range).next().done === true) refuse('a range with at least one whole interval');
}
