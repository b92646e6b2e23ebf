import type { Role } from '../../core/access/role.js';
import type { RecordedRunState as RunState, RecordedStageState as StageState } from '../../core/pipeline/states.js';
import type { Digest } from '../artifacts/artifact-store.js';
import type { TriggerStore } from './trigger-store.js';
import type { ServiceStore } from './release-records.js';

export type { RecordedRunState as RunState, RecordedStageState as StageState } from '../../core/pipeline/states.js';

/** A reference that travels: what kind of artifact, and its content's digest. */
export interface ArtifactReference {
  readonly kind: string;
  readonly digest: Digest;
}

export type StageOutputs = Readonly<Record<string, ArtifactReference>>;
export type Figures = Readonly<Record<string, number | string>>;

export interface RecordedError {
  readonly code: string;
  readonly message: string;
  readonly stage?: string;
}

export interface RunRecord {
  readonly id: string;
  readonly workflowId: string;
  readonly pipeline: string;
  readonly params: Readonly<Record<string, unknown>>;
  readonly seed: number;
  readonly plan: Digest;
  readonly resumedFrom: string | null;
  readonly state: RunState;
  readonly startedAt: Date;
  readonly endedAt: Date | null;
  readonly outputs: StageOutputs;
  readonly error: RecordedError | null;
  /** The schedule that started it, and the data interval that it is for. */
  readonly schedule: string | null;
  readonly window: DataInterval | null;
  /** The run of which this one is a stage. */
  readonly parentRun: string | null;
  /** Of the HTTP request that started it: the same word in all logs. */
  readonly requestId: string | null;
  /** What people say of it. */
  readonly tags: Readonly<Record<string, string>>;
  readonly note: string | null;
}

/** From `start` to just before `end`. */
export interface DataInterval {
  readonly start: Date;
  readonly end: Date;
}

/** How a run begins; what is left out is null. */
export type RunBeginning = Omit<RunRecord, 'state' | 'endedAt' | 'outputs' | 'error' | RunOrigin> & Partial<Pick<RunRecord, RunOrigin>>;
type RunOrigin = 'schedule' | 'window' | 'parentRun' | 'requestId' | 'tags' | 'note';

export interface RunEnd {
  readonly state: Exclude<RunState, 'running' | 'held'>;
  readonly outputs: StageOutputs;
  readonly error: RecordedError | null;
  /** Stages that never came to run, and held ones. */
  readonly unfinished?: readonly UnfinishedStage[];
}

export interface UnfinishedStage {
  readonly name: string;
  readonly stage: string;
  readonly state: Extract<StageState, 'skipped' | 'cancelled' | 'failed'>;
}

export interface StageRecord {
  readonly runId: string;
  readonly name: string;
  readonly stage: string;
  readonly cacheKey: string;
  readonly state: StageState;
  /** The run whose work was adopted, when the state is `cached`. */
  readonly adoptedFrom: string | null;
  readonly attempts: number;
  readonly startedAt: Date | null;
  readonly endedAt: Date | null;
  readonly outputs: StageOutputs;
  readonly figures: Figures;
  readonly error: RecordedError | null;
}

export interface AttemptRecord {
  readonly runId: string;
  readonly stage: string;
  readonly attempt: number;
  readonly worker: string;
  readonly startedAt: Date;
  readonly endedAt: Date | null;
  readonly error: RecordedError | null;
  /** Digest of the planned run whose code it ran. */
  readonly plan: Digest | null;
}

export interface AttemptKey {
  readonly runId: string;
  /** Name of the stage in its plan. */
  readonly name: string;
  readonly attempt: number;
}

export interface AttemptFacts {
  readonly stage: string;
  readonly cacheKey: string;
  readonly worker: string;
  readonly plan?: Digest;
  /** The mapped stage whose item it is. */
  readonly parent?: string;
}

export interface AttemptResult {
  readonly inputs: readonly ArtifactReference[];
  readonly outputs: StageOutputs;
  readonly figures: Figures;
}

export interface ModelVersionRecord {
  readonly model: string;
  readonly version: number;
  readonly artifact: Digest;
  readonly evaluation: Digest | null;
  readonly runId: string | null;
  readonly createdAt: Date;
  readonly aliases: readonly string[];
}

export interface DeploymentRecord {
  readonly model: string;
  readonly alias: string;
  readonly version: number;
  readonly deployedAt: Date;
  readonly runId: string | null;
  readonly reason: string;
  /** Who did it, where that is known. */
  readonly by: string | null;
  /** Numbers the history of the alias, from 1. */
  readonly change: number;
  /** Of a rollback: the change that it went back to. */
  readonly restores: number | null;
}

/** How an alias is pointed to a version; what is left out is null. */
export type Deployment = Pick<DeploymentRecord, 'model' | 'alias' | 'version' | 'runId' | 'reason'> &
  Partial<Pick<DeploymentRecord, 'by' | 'restores'>> & {
    /** The change of the alias that this one follows, 0 for none: refused when there has been another since. */
    readonly after?: number;
  };

export interface LineageEdge {
  readonly runId: string;
  readonly stage: string;
  /** Null for a stage that has no input. */
  readonly input: Digest | null;
  readonly output: Digest;
  /** Of the output. */
  readonly kind: string;
}

/** A key of the HTTP interface. Of the key itself only its hash is kept. */
export interface ApiKeyRecord {
  /** Part of the key, and no secret. */
  readonly id: string;
  readonly name: string;
  /** SHA-256 of the whole key, in hexadecimal digits. */
  readonly hash: string;
  readonly role: Role;
  /** Only these may be touched; null: everything. */
  readonly limits: { readonly pipelines: readonly string[]; readonly models: readonly string[] } | null;
  /** Null: as many as the server gives any key. */
  readonly requestsPerSecond: number | null;
  readonly createdAt: Date;
  readonly expiresAt: Date | null;
  readonly revokedAt: Date | null;
  /** To the minute. */
  readonly lastUsedAt: Date | null;
}

/** Who did what. */
export interface AuditRecord {
  readonly id: string;
  readonly at: Date;
  /** A key with its name, or a person on a machine. */
  readonly actor: string;
  /** Such as `run.start`. */
  readonly action: string;
  /** To what: a run, a model, a schedule, a key. */
  readonly subject: Readonly<Record<string, string>>;
  readonly outcome: 'done' | 'refused';
  readonly requestId: string | null;
}

/**
 * Runs, stages, attempts, artifacts, lineage, models, aliases, deployments. Recording is idempotent:
 * an activity may run twice. Every adapter passes test/contracts/metadata-store.ts.
 */
export interface MetadataStore extends TriggerStore, ServiceStore {
  /** Creates or brings up to date the tables; safe when several processes start at once. */
  migrate(): Promise<void>;
  close(): Promise<void>;

  /** A run and all stages of its plan that are adopted already, in one transaction. */
  beginRun(run: RunBeginning, adopted: readonly AdoptedStage[]): Promise<void>;
  /** The run waits for a word about these stages. */
  holdRun(id: string, stages: readonly string[]): Promise<void>;
  /** A held run goes on; with a plan, by that one's code. Adds what the new plan adopts. */
  continueRun(id: string, change?: { readonly plan: Digest; readonly adopted: readonly AdoptedStage[] }): Promise<void>;
  /** Adds tags, takes those away whose value is empty; sets the note, which an empty one takes away. */
  annotateRun(id: string, change: { readonly tags?: Readonly<Record<string, string>>; readonly note?: string }): Promise<void>;
  endRun(id: string, end: RunEnd): Promise<void>;
  run(id: string): Promise<RunRecord | null>;
  /** Ids that begin with the prefix, newest first, at most 10: two mean that it is ambiguous. */
  findRuns(prefix: string): Promise<readonly string[]>;
  listRuns(filter: {
    pipeline?: string;
    state?: RunState;
    schedule?: string;
    /** Only runs whose data interval begins within: from `start` to just before `end`. */
    within?: DataInterval;
    before?: string;
    limit: number;
  }): Promise<readonly RunRecord[]>;

  /**
   * @returns The stage as it was recorded, where an earlier attempt has completed it: then no other one is begun. Its worker was
   * lost after the record, before the workflow knew.
   */
  beginAttempt(key: AttemptKey, facts: AttemptFacts): Promise<StageRecord | null>;
  /** Ends the attempt; with outputs the stage is completed, its artifacts and lineage are recorded. */
  completeAttempt(key: AttemptKey, result: AttemptResult): Promise<void>;
  /**
   * An attempt from its beginning to its end at once, for one that is over by the time its beginning would have been recorded.
   *
   * @returns As beginAttempt.
   */
  recordAttempt(key: AttemptKey, facts: AttemptFacts & { readonly startedAt: Date }, result: AttemptResult): Promise<StageRecord | null>;
  failAttempt(key: AttemptKey, error: RecordedError, final: boolean): Promise<void>;
  /** Of the plan; items of mapped stages are asked for by the stage. */
  stages(runId: string): Promise<readonly StageRecord[]>;
  /** @param names - Only these. */
  items(runId: string, stage: string, names?: readonly string[]): Promise<readonly StageRecord[]>;
  /** Adds stages that a run takes over while it goes on; what it has already stays. */
  adopt(runId: string, adopted: readonly AdoptedStage[]): Promise<void>;
  attempts(runId: string, stage: string): Promise<readonly AttemptRecord[]>;
  /** Newest completed stage of any run with each of these keys, for adoption. */
  findCompleted(cacheKeys: readonly string[]): Promise<ReadonlyMap<string, StageRecord>>;
  /** How far the computation with this cache key came, in whichever run and on whichever worker. */
  checkpoint(cacheKey: string): Promise<Digest | null>;
  /** Null takes it away. */
  saveCheckpoint(cacheKey: string, digest: Digest | null): Promise<void>;
  /** Adds a piece of what an attempt writes; repeating a piece is no change. */
  appendOutput(key: AttemptKey, piece: { readonly chunk: number; readonly text: string }): Promise<void>;
  output(key: AttemptKey): Promise<string>;
  /** Artifacts whose digests begin with the prefix, at most 10: two mean that it is ambiguous. */
  findArtifacts(prefix: string): Promise<readonly Digest[]>;
  lineage(artifact: Digest): Promise<{ madeBy: readonly LineageEdge[]; usedBy: readonly LineageEdge[] }>;

  /** The same artifact under the same name gives the version that it already has, a deleted one too: then it is back. */
  registerVersion(version: Omit<ModelVersionRecord, 'version' | 'createdAt' | 'aliases'>): Promise<ModelVersionRecord>;
  models(): Promise<readonly { name: string; versions: number; aliases: Readonly<Record<string, number>> }[]>;
  versions(model: string): Promise<readonly ModelVersionRecord[]>;
  version(model: string, version: number): Promise<ModelVersionRecord | null>;
  versionByAlias(model: string, alias: string): Promise<ModelVersionRecord | null>;
  /**
   * Takes a version out of the registry; its number is not given again.
   *
   * @throws LeatError `MODEL_VERSION_UNKNOWN`, or `MODEL_VERSION_IN_USE` while an alias points to it, or it is being released.
   */
  deleteVersion(model: string, version: number): Promise<void>;
  /**
   * Points an alias to a version and adds to its history; repeating the same is no change.
   *
   * @throws LeatError `MODEL_VERSION_UNKNOWN`, `PRECONDITION_FAILED`
   */
  deploy(deployment: Deployment): Promise<DeploymentRecord>;
  deployments(model: string): Promise<readonly DeploymentRecord[]>;

  createKey(key: Omit<ApiKeyRecord, 'revokedAt' | 'lastUsedAt'>): Promise<void>;
  key(id: string): Promise<ApiKeyRecord | null>;
  /** Newest first, revoked and expired ones too. */
  keys(): Promise<readonly ApiKeyRecord[]>;
  /** What is revoked already keeps its time. */
  revokeKey(id: string, at: Date): Promise<void>;
  noteKeyUse(id: string, at: Date): Promise<void>;
  audit(entry: Omit<AuditRecord, 'id' | 'at'>): Promise<void>;
  /** Newest first; nothing follows an unknown `before`. */
  auditLog(filter: { actor?: string; action?: string; before?: string; limit: number }): Promise<readonly AuditRecord[]>;

  /** Every digest that any record names, some more than once: what these lead to must not be cleaned away. */
  references(): AsyncIterable<Digest>;
}

/** A stage that a run takes over from an earlier one at planning. */
export interface AdoptedStage {
  readonly name: string;
  readonly stage: string;
  readonly cacheKey: string;
  readonly adoptedFrom: string;
  readonly outputs: StageOutputs;
  readonly figures: Figures;
  /** The mapped stage whose item it is. */
  readonly parent?: string;
}
