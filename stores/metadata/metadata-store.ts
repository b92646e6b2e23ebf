import type { Digest } from '../artifacts/artifact-store.js';

export type RunState = 'running' | 'completed' | 'failed' | 'cancelled';
export type StageState = 'running' | 'completed' | 'cached' | 'failed' | 'skipped' | 'cancelled';

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
}

export interface AttemptKey {
  readonly runId: string;
  /** Name of the stage in its plan. */
  readonly name: string;
  readonly attempt: number;
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
}

export interface LineageEdge {
  readonly runId: string;
  readonly stage: string;
  readonly input: Digest;
  readonly output: Digest;
}

/**
 * Runs, stages, attempts, artifacts, lineage, models, aliases, deployments. Recording is idempotent:
 * an activity may run twice. Every adapter passes test/contracts/metadata-store.ts.
 */
export interface MetadataStore {
  /** Creates or brings up to date the tables; safe when several processes start at once. */
  migrate(): Promise<void>;
  close(): Promise<void>;

  /** A run and all stages of its plan that are adopted already, in one transaction. */
  beginRun(run: Omit<RunRecord, 'state' | 'endedAt' | 'outputs' | 'error'>, adopted: readonly AdoptedStage[]): Promise<void>;
  endRun(id: string, end: { state: Exclude<RunState, 'running'>; outputs: StageOutputs; error: RecordedError | null }): Promise<void>;
  run(id: string): Promise<RunRecord | null>;
  /** Ids that begin with the prefix, newest first, at most 10: two mean that it is ambiguous. */
  findRuns(prefix: string): Promise<readonly string[]>;
  listRuns(filter: { pipeline?: string; state?: RunState; before?: string; limit: number }): Promise<readonly RunRecord[]>;

  beginAttempt(key: AttemptKey, facts: { stage: string; cacheKey: string; worker: string }): Promise<void>;
  /** Ends the attempt; with outputs the stage is completed, its artifacts and lineage are recorded. */
  completeAttempt(
    key: AttemptKey,
    result: { inputs: readonly ArtifactReference[]; outputs: StageOutputs; figures: Figures },
  ): Promise<void>;
  failAttempt(key: AttemptKey, error: RecordedError, final: boolean): Promise<void>;
  stages(runId: string): Promise<readonly StageRecord[]>;
  attempts(runId: string, stage: string): Promise<readonly AttemptRecord[]>;
  /** Newest completed stage of any run with each of these keys, for adoption. */
  findCompleted(cacheKeys: readonly string[]): Promise<ReadonlyMap<string, StageRecord>>;
  lineage(artifact: Digest): Promise<{ madeBy: readonly LineageEdge[]; usedBy: readonly LineageEdge[] }>;

  /** The same artifact under the same name gives the version that it already has. */
  registerVersion(version: Omit<ModelVersionRecord, 'version' | 'createdAt' | 'aliases'>): Promise<ModelVersionRecord>;
  models(): Promise<readonly { name: string; versions: number; aliases: Readonly<Record<string, number>> }[]>;
  versions(model: string): Promise<readonly ModelVersionRecord[]>;
  version(model: string, version: number): Promise<ModelVersionRecord | null>;
  versionByAlias(model: string, alias: string): Promise<ModelVersionRecord | null>;
  /** Points an alias to a version and adds to its history; repeating the same is no change. */
  deploy(deployment: Omit<DeploymentRecord, 'deployedAt'>): Promise<DeploymentRecord>;
  deployments(model: string): Promise<readonly DeploymentRecord[]>;
}

/** A stage that a run takes over from an earlier one at planning. */
export interface AdoptedStage {
  readonly name: string;
  readonly stage: string;
  readonly cacheKey: string;
  readonly adoptedFrom: string;
  readonly outputs: StageOutputs;
  readonly figures: Figures;
}
