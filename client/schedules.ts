import { setTimeout as sleep } from 'node:timers/promises';
import type { Client, ScheduleDescription, ScheduleHandle } from '@temporalio/client';
import { LeatError } from '../core/errors.js';
import { suggestName } from '../core/nearest-name.js';
import { differingFields } from '../core/schedule/compare-schedules.js';
import type { Schedule } from '../core/schedule/schedule.js';
import { scheduleIdOf, watchIdOf } from '../core/schedule/scheduled-run.js';
import type { watchSchedule, WatchScheduleRequest } from '../workflows/watch-schedule.js';
import type { RunAddress } from './run-address.js';
import { changedByHand, MEMO_KEY, scheduleOptions, storedSchedule, type StoredSchedule } from './schedule-form.js';
import type { TemporalLink } from './temporal-link.js';

/** A schedule as Temporal keeps it. */
export interface ScheduleDetails {
  readonly schedule: StoredSchedule;
  readonly paused: boolean;
  /** Of whoever paused or resumed it last, or its own. */
  readonly note: string;
  /** The next times, before jitter is known. */
  readonly next: readonly Date[];
  /** Newest first. */
  readonly recent: readonly (RunAddress & { readonly scheduledAt: Date })[];
  /** Runs left out: because the one before was not over, or because downtime was longer than the catch-up. */
  readonly skipped: { readonly overlap: number; readonly catchUp: number };
  /** The parts that were changed in Temporal itself, not by Leat. */
  readonly changedByHand: readonly string[];
}

/** What `apply` would do to one schedule, or has done. */
export interface ScheduleChange {
  readonly name: string;
  /** `undeclared`: made by apply once, and no longer in the project's code. */
  readonly change: 'create' | 'update' | 'unchanged' | 'drifted' | 'undeclared';
  /** The fields that are to change, or were changed in Temporal. */
  readonly fields: readonly string[];
}

/** Temporal answers for a trigger before it has started the run. */
const TRIGGER_MS = 5_000;
const SEEN_MS = 2_000;

/** Schedules: kept by Temporal, which starts the runs. */
export class Schedules {
  readonly #temporal: TemporalLink;
  readonly #taskQueue: string;

  constructor({ temporal, taskQueue }: { temporal: TemporalLink; taskQueue: string }) {
    this.#temporal = temporal;
    this.#taskQueue = taskQueue;
  }

  /** @throws LeatError `SCHEDULE_EXISTS`, `TEMPORAL_UNREACHABLE` */
  async create(schedule: Schedule, { declared = false }: { declared?: boolean } = {}): Promise<void> {
    await this.#temporal.call(async (client) => {
      try {
        await client.schedule.create(scheduleOptions({ ...schedule, declared }, this.#taskQueue));
        await this.#watch(schedule, client);
      } catch (error) {
        if (!(error instanceof Error) || error.name !== 'ScheduleAlreadyRunning') throw error;
        const message = `expected a new name, got "${schedule.name}", which exists; see "leat schedules show ${schedule.name}"`;
        throw new LeatError('SCHEDULE_EXISTS', message, { details: { schedule: schedule.name } });
      }
    });
  }

  /** Makes an existing schedule as declared. Whether it is paused stays, unless the declaration has changed in that. */
  async update(schedule: Schedule, { declared: isDeclared = true }: { declared?: boolean } = {}): Promise<void> {
    const { schedule: before } = await this.get(schedule.name);
    await this.#act(schedule.name, (handle) =>
      handle.update(({ state }) => {
        const { spec, action, policies, state: declared } = scheduleOptions({ ...schedule, declared: isDeclared }, this.#taskQueue);
        const isSame = before.paused === schedule.paused && before.note === schedule.note;
        return { spec, action, state: isSame ? state : { ...declared }, ...(policies === undefined ? {} : { policies }) };
      }),
    );
    await this.#temporal.call((client) => this.#watch(schedule, client));
    await this.#seen(schedule.name, ({ schedule: { declared: _declared, ...now } }) => differingFields(now, schedule).length === 0);
  }

  /** @throws LeatError `SCHEDULE_UNKNOWN` */
  async get(name: string): Promise<ScheduleDetails> {
    const details = await this.#act(name, async (handle) => this.#details(await handle.describe()));
    if (details === null) throw await this.#unknown(name);
    return details;
  }

  /** By name. */
  async list(): Promise<readonly ScheduleDetails[]> {
    const ids = await this.#temporal.call(async ({ schedule }) => {
      const own: string[] = [];
      for await (const { scheduleId, memo } of schedule.list()) if (memo?.[MEMO_KEY] === this.#taskQueue) own.push(scheduleId);
      return own;
    });
    const found = await Promise.all(ids.map((id) => this.#temporal.call((client) => this.#describe(client, id))));
    return found.filter((details) => details !== null).sort((one, other) => (one.schedule.name < other.schedule.name ? -1 : 1));
  }

  /** @throws LeatError `SCHEDULE_UNKNOWN` */
  async pause(name: string, note: string): Promise<void> {
    await this.#act(name, (handle) => handle.pause(note === '' ? 'paused' : note)); // Temporal passes over an order without a word
    await this.#seen(name, ({ paused }) => paused);
  }

  /** @throws LeatError `SCHEDULE_UNKNOWN` */
  async resume(name: string, note: string): Promise<void> {
    await this.#act(name, (handle) => handle.unpause(note === '' ? 'resumed' : note));
    await this.#seen(name, ({ paused }) => !paused);
  }

  /**
   * Starts a run now, whatever else runs; it is for the latest interval that has ended.
   *
   * @returns null when Temporal has not started it within some seconds.
   */
  async trigger(name: string): Promise<RunAddress | null> {
    const before = new Set((await this.get(name)).recent.map(({ runId }) => runId));
    await this.#act(name, async (handle) => {
      await handle.trigger('ALLOW_ALL');
    });
    for (const deadline = Date.now() + TRIGGER_MS; Date.now() < deadline;) {
      const started = (await this.get(name)).recent.find(({ runId }) => !before.has(runId));
      if (started !== undefined) return { runId: started.runId, workflowId: started.workflowId };
      await sleep(100);
    }
    return null;
  }

  /** Its runs stay. @throws LeatError `SCHEDULE_UNKNOWN` */
  async delete(name: string): Promise<void> {
    await this.#act(name, (handle) => handle.delete());
    // Whoever watches its deadlines looks now, and ends; most schedules have nobody.
    await this.#temporal.call(({ workflow }) => workflow.getHandle(watchIdOf(name)).signal('changed')).catch(() => undefined);
  }

  /** What would have to change so that Temporal has the schedules that the code declares. */
  async compare(declared: readonly Schedule[]): Promise<readonly ScheduleChange[]> {
    const existing = new Map((await this.list()).map((details) => [details.schedule.name, details]));
    const names = new Set(declared.map(({ name }) => name));
    const undeclared = [...existing.values()].filter(({ schedule }) => schedule.declared && !names.has(schedule.name));
    return [
      ...declared.map((schedule) => changeOf(schedule, existing.get(schedule.name))),
      ...undeclared.map(({ schedule: { name } }): ScheduleChange => ({ name, change: 'undeclared', fields: [] })),
    ];
  }

  /** Deadlines are watched by a workflow, which reads the schedule anew at each time and ends with it. */
  async #watch({ name, deadline }: Schedule, { workflow }: Client): Promise<void> {
    if (deadline === undefined) return;
    const options = { workflowId: watchIdOf(name), taskQueue: this.#taskQueue, args: [{ name }] as [WatchScheduleRequest] };
    await workflow.signalWithStart<typeof watchSchedule>('watchSchedule', { ...options, signal: 'changed' });
  }

  /** Temporal answers for a change a moment before it shows it: whoever looks next is to see it. */
  async #seen(name: string, accept: (details: ScheduleDetails) => boolean): Promise<void> {
    for (const deadline = Date.now() + SEEN_MS; Date.now() < deadline && !accept(await this.get(name));) await sleep(50);
  }

  async #act<T>(name: string, act: (handle: ScheduleHandle) => Promise<T>): Promise<T> {
    try {
      return await this.#temporal.call(({ schedule }) => act(schedule.getHandle(scheduleIdOf(name))));
    } catch (error) {
      if (error instanceof Error && error.name === 'ScheduleNotFoundError') throw await this.#unknown(name);
      throw error;
    }
  }

  async #describe({ schedule }: Client, id: string): Promise<ScheduleDetails | null> {
    return schedule
      .getHandle(id)
      .describe()
      .then(
        (description) => this.#details(description),
        (error: unknown) => {
          if (error instanceof Error && error.name === 'ScheduleNotFoundError') return null; // deleted since it was listed
          throw error;
        },
      );
  }

  #details(description: ScheduleDescription): ScheduleDetails | null {
    const stored = storedSchedule(description, this.#taskQueue);
    if (stored === null) return null;
    const { state, info } = description;
    return {
      schedule: stored,
      paused: state.paused,
      note: state.note ?? '',
      next: info.nextActionTimes,
      recent: [...info.recentActions].reverse().map(({ scheduledAt, action: { workflow } }) => ({
        runId: workflow.firstExecutionRunId,
        workflowId: workflow.workflowId,
        scheduledAt,
      })),
      skipped: { overlap: info.numActionsSkippedOverlap, catchUp: info.numActionsMissedCatchupWindow },
      changedByHand: changedByHand(stored, description, this.#taskQueue),
    };
  }

  async #unknown(name: string): Promise<LeatError> {
    const names = (await this.list()).map(({ schedule }) => schedule.name);
    return new LeatError('SCHEDULE_UNKNOWN', `no schedule is named "${name}"; ${suggestName(name, names)}`, {
      details: { schedule: name },
    });
  }
}

function changeOf(declared: Schedule, existing: ScheduleDetails | undefined): ScheduleChange {
  const { name } = declared;
  if (existing === undefined) return { name, change: 'create', fields: [] };
  const { declared: isDeclared, ...stored } = existing.schedule;
  const fields = [...differingFields(stored, declared), ...(isDeclared ? [] : ['made by hand'])];
  if (fields.length > 0) return { name, change: 'update', fields };
  return { name, change: existing.changedByHand.length > 0 ? 'drifted' : 'unchanged', fields: existing.changedByHand };
}
