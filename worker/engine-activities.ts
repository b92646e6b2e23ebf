import type { AlertEvent, RaisedAlert } from '../core/pipeline/alert-event.js';
import type { RunSchedule, StageResult } from '../core/pipeline/run-schedule.js';
import type { RunSummary } from '../core/pipeline/run-summary.js';
import type { ReleasePlace } from '../core/release/release-phase.js';
import type { DataInterval } from '../core/schedule/data-interval.js';
import type { ScheduleOfRun } from '../core/schedule/scheduled-run.js';
import type { DeliverAlertRequest } from './deliver-alert.js';
import type { StageTask } from './stage-task.js';
import type { DeliverWebhookRequest } from '../workflows/deliver-webhook.js';
import type { RunPipelineRequest, RunPipelineResult } from '../workflows/run-pipeline.js';

export interface PlanRunRequest extends RunPipelineRequest {
  readonly runId: string;
  readonly workflowId: string;
  /** The time that a schedule started it for: ISO 8601. */
  readonly scheduledAt?: string;
}

export interface EndRunRequest extends RunSummary {
  readonly runId: string;
  readonly pipeline: string;
  /** Of the caller, for the run's trace. */
  readonly traceparent?: string;
}

export interface RunReference {
  readonly runId: string;
  readonly pipeline: string;
}

export interface HoldRunRequest {
  readonly runId: string;
  readonly stages: readonly string[];
}

export interface RollBackRequest extends RunReference {
  readonly model: string;
  readonly alias: string;
  readonly reason: string;
}

export interface OpenedMap {
  readonly items: number;
}

export interface ItemsTask {
  readonly task: StageTask;
  /** Numbers of items, from 0: `to` is not among them. */
  readonly from: number;
  readonly to: number;
}

export interface OpenedStudy {
  /** Digest of the prepared folds. */
  readonly folds: string;
  /** By outer fold of a nested search, digest of the folds prepared within it. */
  readonly outer?: readonly string[];
}

export interface TrialsTask {
  readonly task: StageTask;
  /** Digest of the prepared folds. */
  readonly folds: string;
  /** Number of the outer fold that they are within. */
  readonly outer?: number;
  /** Numbers of trials, from 0: `to` is not among them. */
  readonly from: number;
  readonly to: number;
}

export interface StudyEnd {
  readonly task: StageTask;
  /** Digest of the prepared folds. */
  readonly folds: string;
  /** How many there were. */
  readonly trials: number;
}

export interface NestedRunEnd {
  readonly task: StageTask;
  readonly result: RunPipelineResult;
}

export interface BackfillChunkRequest {
  readonly schedule: ScheduleOfRun;
  /** The rest of the range: ISO 8601 times. */
  readonly from: string;
  readonly to: string;
  /** Intervals to give, at most. */
  readonly chunk: number;
  readonly failedOnly: boolean;
  /** Whether to count the intervals of the whole range. */
  readonly count: boolean;
}

export interface BackfillChunk {
  /** The intervals to run, earliest first. */
  readonly due: readonly DataInterval[];
  /** How many others there are in the chunk. */
  readonly skipped: number;
  /** Where the next chunk begins; null when this is the last. */
  readonly next: string | null;
  readonly total: number;
}

export interface ScheduleLookRequest {
  readonly name: string;
  /** The time whose deadline has passed, in milliseconds since 1970; null for the first look. */
  readonly at: number | null;
  /** The next time is looked for after this one. */
  readonly after: number;
}

export interface ScheduleLook {
  readonly alert: AlertEvent | null;
  /** The next time, and when its deadline will have passed; null when none is to come. */
  readonly next: { readonly at: number; readonly wakeAt: number } | null;
}

export interface MoveReleaseRequest {
  readonly id: string;
  readonly from: ReleasePlace;
  readonly to: ReleasePlace;
  /** One sentence for the history. */
  readonly reason: string;
}

export interface ReleaseLook {
  readonly isOver: boolean;
  /** null: it stays where it is. */
  readonly move: MoveReleaseRequest | null;
  readonly lookAgainMs: number;
}

export interface CarryOutReleaseRequest {
  readonly id: string;
  readonly model: string;
  readonly alias: string;
}

/** The engine's own activities; stages come beside them, each under its own name. */
export interface EngineActivities {
  planRun(request: PlanRunRequest): Promise<RunSchedule>;
  /** Plans a held run anew, by the code as it is now: all its stages, for those that are not finished. */
  replanRun(run: RunReference): Promise<RunSchedule>;
  holdRun(hold: HoldRunRequest): Promise<void>;
  continueRun(run: RunReference): Promise<void>;
  /** Records the end of a run that was a stage of another as that stage's end. */
  recordNested(end: NestedRunEnd): Promise<void>;
  /** Begins a mapped stage: counts its items, adopts those that are known. */
  openMap(task: StageTask): Promise<OpenedMap>;
  /** Runs some items of a mapped stage, one after another; those that are done already are passed over. */
  runItems(task: ItemsTask): Promise<void>;
  /** Joins what the items made, or fails when too many of them did. */
  closeMap(task: StageTask): Promise<StageResult>;
  /** Begins a stage with trials: prepares the folds that they share. */
  openStudy(task: StageTask): Promise<OpenedStudy>;
  /** Runs some trials, one after another; says how long they took. */
  runTrials(task: TrialsTask): Promise<{ readonly ms: number }>;
  /** Makes the result of a stage of its trials. */
  closeStudy(end: StudyEnd): Promise<StageResult>;
  endRun(request: EndRunRequest): Promise<RunPipelineResult>;
  /** Points an alias to the version that it had before; says which. */
  rollBackModel(request: RollBackRequest): Promise<{ readonly version: number }>;
  planBackfill(request: BackfillChunkRequest): Promise<BackfillChunk>;
  /** null: nothing is to be watched any more. */
  lookAtSchedule(request: ScheduleLookRequest): Promise<ScheduleLook | null>;
  /** Tells the metadata store which pipelines the project's files declare. */
  announcePipelines(): Promise<void>;
  /** What becomes of a release now; changes nothing. */
  lookAtRelease(release: { readonly id: string }): Promise<ReleaseLook>;
  /** Moves a release; says what people are to be told. */
  moveRelease(request: MoveReleaseRequest): Promise<readonly AlertEvent[]>;
  /** Hands a release that was asked for to the workflow of its alias. */
  carryOutRelease(request: CarryOutReleaseRequest): Promise<void>;
  /** To the log, and to the workflows of its groups. */
  raiseAlert(alert: RaisedAlert): Promise<void>;
  deliverAlert(request: DeliverAlertRequest): Promise<void>;
  /** Tries a delivery to a webhook once. */
  sendWebhook(request: DeliverWebhookRequest): Promise<void>;
  giveUpWebhook(request: DeliverWebhookRequest): Promise<void>;
}
