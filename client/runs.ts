import { randomUUID } from 'node:crypto';
import { LeatError } from '../core/errors.js';
import { requireSmallParams } from '../core/pipeline/require-small-params.js';
import type { AttemptRecord, MetadataStore, RunRecord, RunState, StageRecord } from '../stores/metadata/metadata-store.js';
import type { runPipeline, RunPipelineRequest, RunPipelineResult } from '../workflows/run-pipeline.js';
import type { ApprovalOrder } from '../workflows/run-orders.js';
import type { StageOrder } from './order-run.js';
import type { PendingRun } from './look-at-start.js';
import type { Pipelines } from './pipelines.js';
import type { RunAddress } from './run-address.js';
import type { RunSnapshot } from './run-snapshot.js';
import { startOnce, type StartKey } from './starts.js';
import type { WatchTools } from './watch-run.js';

/** How a run is started, beside the name of its pipeline. */
export interface StartOptions extends Omit<RunPipelineRequest, 'pipeline'> {
  /** Starting twice with the same key gives the same run. */
  readonly idempotencyKey?: string;
}

/** A run with its stages, as recorded. */
export interface RunDetails {
  readonly run: RunRecord;
  readonly stages: readonly StageRecord[];
}

/** Which attempts: of one stage, one of them, or all. */
export interface AttemptFilter {
  readonly stage?: string | undefined;
  readonly attempt?: number | undefined;
}

export interface AttemptLogs extends AttemptRecord {
  /** The lines of its log, and what its code wrote to the console. */
  readonly output: string;
}

interface RunTools extends WatchTools {
  readonly pipelines: Pick<Pipelines, 'checkIfTold'>;
}

/** Runs: started and steered through Temporal, read from the metadata store. */
export class Runs {
  readonly #tools: RunTools;

  constructor(tools: RunTools) {
    this.#tools = tools;
  }

  /**
   * Starts a run and returns as soon as Temporal has it. A wrong name or parameter is refused before, where workers have told
   * of their pipelines; else it shows in the run's result, by the same code.
   *
   * @throws LeatError `PIPELINE_UNKNOWN`, `PARAMETER_INVALID`, `TEMPORAL_UNREACHABLE`
   */
  async start(pipeline: string, { idempotencyKey, ...request }: StartOptions = {}): Promise<RunAddress> {
    const isAnew = request.resumeOf === undefined && request.reproduceOf === undefined && request.codeOf === undefined;
    if (isAnew) await this.#tools.pipelines.checkIfTold(pipeline, request.params ?? {});
    return this.#startAs(pipeline, request, `leat-${pipeline}-${idempotencyKey ?? randomUUID()}`);
  }

  /**
   * Starts a run that is written down before Temporal has it, so that it can be looked at from the first moment, and that
   * the same key gives the same run for 24 hours.
   *
   * @throws LeatError `IDEMPOTENCY_KEY_REUSED`, `TEMPORAL_UNREACHABLE`
   */
  startOnce(pipeline: string, request: StartOptions, key: StartKey | null): Promise<RunAddress> {
    const start = this.#startAs.bind(this);
    return startOnce(pipeline, { request, key }, { metadata: this.#metadata, start });
  }

  /** Has a run that Temporal starts by itself, such as one of a schedule, found before it is recorded. */
  async remember(pipeline: string, { runId, workflowId }: RunAddress): Promise<void> {
    await this.#metadata.reserveStart({ id: runId, workflowId, pipeline, request: '', requestedAt: new Date() }, new Date(0));
    await this.#metadata.noteStarted(runId, runId);
  }

  async #startAs(pipeline: string, request: StartOptions, workflowId: string): Promise<RunAddress> {
    const { temporal, taskQueue } = this.#tools;
    requireSmallParams(pipeline, request.params ?? {});
    return temporal.call(async ({ workflow }) => {
      try {
        const options = {
          workflowId,
          taskQueue,
          args: [{ pipeline, ...request }] as [RunPipelineRequest],
          workflowIdReusePolicy: 'REJECT_DUPLICATE',
        } as const;
        const handle = await workflow.start<typeof runPipeline>('runPipeline', options);
        return { runId: handle.firstExecutionRunId, workflowId };
      } catch (error) {
        if (!(error instanceof Error) || error.name !== 'WorkflowExecutionAlreadyStartedError') throw error;
        const { runId } = await workflow.getHandle(workflowId).describe();
        return { runId, workflowId };
      }
    });
  }

  /** A new run that adopts every finished stage of an earlier one; parameters given here replace its own. @throws LeatError `RUN_UNKNOWN` */
  async resume(id: string, options: Pick<StartOptions, 'params' | 'seed' | 'from'> = {}): Promise<RunAddress> {
    const { run } = await this.get(id);
    return this.start(run.pipeline, { resumeOf: id, ...options });
  }

  /** A new run of exactly what an earlier one ran, its code too, adopting nothing. @throws LeatError `RUN_UNKNOWN` */
  async reproduce(id: string): Promise<RunAddress> {
    const { run } = await this.get(id);
    return this.start(run.pipeline, { reproduceOf: id });
  }

  /** Adds tags to a run; an empty value takes a tag away. @throws LeatError `RUN_UNKNOWN` */
  async tag(id: string, tags: Readonly<Record<string, string>>): Promise<RunRecord> {
    await this.#metadata.annotateRun(id, { tags });
    return (await this.get(id)).run;
  }

  /** Writes the note of a run; an empty one takes it away. @throws LeatError `RUN_UNKNOWN` */
  async note(id: string, note: string): Promise<RunRecord> {
    await this.#metadata.annotateRun(id, { note });
    return (await this.get(id)).run;
  }

  /** Also one that is held. @throws LeatError `RUN_UNKNOWN`, `RUN_OVER` */
  async cancel(id: string): Promise<void> {
    const { cancelRun } = await import('./order-run.js');
    await cancelRun(await this.address(id), this.#tools);
  }

  /** Has a held stage tried again, by the code as it is now. @throws LeatError as `orderRun` does */
  retry(id: string, stage: string): Promise<void> {
    return this.#order(id, { name: 'retryStage', order: { stage } });
  }

  /** Gives up a stage that is held, or not begun, with all that depends on it. @throws LeatError as `orderRun` does */
  skip(id: string, stage: string): Promise<void> {
    return this.#order(id, { name: 'skipStage', order: { stage } });
  }

  /** Answers a stage that waits for a person. @throws LeatError as `orderRun` does */
  decide(id: string, { approved, ...order }: ApprovalOrder & { readonly approved: boolean }): Promise<void> {
    return this.#order(id, { name: approved ? 'approve' : 'reject', order });
  }

  /** Snapshots until the run is over; see watchRun. */
  async *watch(address: RunAddress): AsyncGenerator<RunSnapshot> {
    const { watchRun } = await import('./watch-run.js'); // brings Temporal's client, which lists do not need
    yield* watchRun(address, this.#tools);
  }

  /** A run that goes on, with what the records do not have yet: progress, and what waits for a word. null: nobody answers for it. */
  async glance(id: string): Promise<RunSnapshot | null> {
    const { glanceAtRun } = await import('./watch-run.js');
    return glanceAtRun(await this.address(id), this.#tools);
  }

  /**
   * Waits for the end of a run, as long as it takes.
   *
   * @throws LeatError with the code that ended it, or `CANCELLED`.
   */
  async result({ runId, workflowId }: RunAddress): Promise<RunPipelineResult> {
    const { workflow } = await this.#tools.temporal.connected();
    try {
      return await workflow.getHandle<typeof runPipeline>(workflowId, runId).result();
    } catch (error) {
      const { runFailure } = await import('./run-failure.js');
      throw runFailure(error);
    }
  }

  /**
   * A run that is started and not recorded yet, or whose planning failed: such a one never is.
   *
   * @returns null for one that nobody started here.
   * @throws LeatError `TEMPORAL_UNREACHABLE`
   */
  async pending(id: string): Promise<PendingRun | null> {
    const start = await this.#metadata.startOf(id);
    if (start === null) return null;
    const { lookAtStart } = await import('./look-at-start.js');
    return lookAtStart(id, start, this.#tools);
  }

  /** @throws LeatError `RUN_UNKNOWN` */
  async get(id: string): Promise<RunDetails> {
    const run = await this.#metadata.run(id);
    if (run === null) throw runUnknown(id, 'no run of that id is recorded');
    return { run, stages: await this.#metadata.stages(id) };
  }

  /** Every attempt of a run's stages, in the order of the stages. */
  async attempts(id: string, { stage, attempt }: AttemptFilter = {}): Promise<readonly AttemptRecord[]> {
    const { stages } = await this.get(id);
    const names = stages.map(({ name }) => name).filter((name) => stage === undefined || name === stage);
    const attempts = (await Promise.all(names.map((name) => this.#metadata.attempts(id, name)))).flat();
    return attempts.filter((each) => attempt === undefined || each.attempt === attempt);
  }

  /** The same, with what each has written so far. */
  async logs(id: string, wanted: AttemptFilter = {}): Promise<readonly AttemptLogs[]> {
    const attempts = await this.attempts(id, wanted);
    return Promise.all(
      attempts.map(async (record) => {
        const key = { runId: id, name: record.stage, attempt: record.attempt };
        return { ...record, output: await this.#metadata.output(key) };
      }),
    );
  }

  /** Runs, newest first. */
  list({
    limit = 50,
    ...filter
  }: { pipeline?: string; state?: RunState; schedule?: string; before?: string; limit?: number } = {}): Promise<readonly RunRecord[]> {
    return this.#metadata.listRuns({ limit, ...filter });
  }

  /**
   * Runs as they are, not only as they were last recorded: a terminated one is found out, and recorded.
   *
   * @throws LeatError `TEMPORAL_UNREACHABLE`
   */
  async settle(runs: readonly RunRecord[]): Promise<readonly RunRecord[]> {
    const { settleRuns } = await import('./settle-runs.js');
    return settleRuns(runs, this.#tools);
  }

  /**
   * The id that a person means: an id, an unambiguous prefix of one, or `latest`.
   *
   * @throws LeatError `RUN_UNKNOWN` or `RUN_AMBIGUOUS`
   */
  async find(reference: string): Promise<string> {
    if (reference === 'latest') {
      const [latest] = await this.list({ limit: 1 });
      if (latest === undefined) throw runUnknown(reference, 'no run is recorded yet');
      return latest.id;
    }
    const [id, another] = reference === '' ? [] : await this.#metadata.findRuns(reference);
    if (id === undefined) throw runUnknown(reference, 'no run has an id that begins so');
    if (another !== undefined)
      throw new LeatError('RUN_AMBIGUOUS', `run "${reference}": ${id} and ${another} begin so; give more of the id`);
    return id;
  }

  /** Of a run that is recorded, or was started a moment ago. */
  async address(id: string): Promise<RunAddress> {
    const start = await this.#metadata.startOf(id);
    if (start !== null) return { runId: id, workflowId: start.workflowId };
    const { run } = await this.get(id);
    return { runId: run.id, workflowId: run.workflowId };
  }

  async #order(id: string, given: StageOrder): Promise<void> {
    const { orderRun } = await import('./order-run.js');
    await orderRun(await this.address(id), given, this.#tools);
  }

  get #metadata(): MetadataStore {
    return this.#tools.metadata;
  }
}

function runUnknown(reference: string, reason: string): LeatError {
  return new LeatError('RUN_UNKNOWN', `run "${reference}": ${reason}; "leat runs" lists them`, { details: { run: reference } });
}
