import type { Role } from '../../core/access/role.js';
import type { ReleasePhase } from '../../core/release/release-phase.js';
import type { RunState, StageState } from './metadata-store.js';
import type { TriggerTables } from './trigger-rows.js';

/** An ISO 8601 time in UTC: sorts as text, and reads alike in every database. */
export type Timestamp = string;
/** JSON as text. */
export type Json = string;

export interface RunRow {
  id: string;
  workflow_id: string;
  pipeline: string;
  params: Json;
  seed: number;
  plan: string;
  resumed_from: string | null;
  state: RunState;
  started_at: Timestamp;
  ended_at: Timestamp | null;
  outputs: Json;
  error: Json | null;
  schedule: string | null;
  window_start: Timestamp | null;
  window_end: Timestamp | null;
  parent_run: string | null;
  request_id: string | null;
  tags: Json | null;
  note: string | null;
  /** How many events there are of it. */
  events: number | null;
}

export interface StageRow {
  run_id: string;
  name: string;
  stage: string;
  cache_key: string;
  state: StageState;
  adopted_from: string | null;
  attempts: number;
  /** The attempt whose outputs these are; null unless the state is `completed`. */
  completed_by: number | null;
  started_at: Timestamp | null;
  ended_at: Timestamp | null;
  outputs: Json;
  figures: Json;
  error: Json | null;
  /** The mapped stage whose item this is; null for a stage of the plan. */
  parent: string | null;
}

export interface AttemptRow {
  run_id: string;
  stage: string;
  attempt: number;
  worker: string;
  started_at: Timestamp;
  ended_at: Timestamp | null;
  error: Json | null;
  /** Digest of the planned run whose code it ran. */
  plan: string | null;
}

/** How far a long computation came: kept under its cache key until it is done. */
export interface CheckpointRow {
  cache_key: string;
  digest: string;
  saved_at: Timestamp;
}

/** What an attempt wrote to its log and console, in pieces. */
export interface AttemptOutputRow {
  run_id: string;
  stage: string;
  attempt: number;
  chunk: number;
  text: Json;
}

/** Lineage is kept as what went into a stage and what came out: n + m rows, where edges would be n × m. */
export interface StageInputRow {
  run_id: string;
  stage: string;
  digest: string;
}

/** Also the list of all artifacts and their kinds. */
export interface StageOutputRow {
  run_id: string;
  stage: string;
  output: string;
  kind: string;
  digest: string;
}

export interface ModelVersionRow {
  model: string;
  version: number;
  artifact: string;
  evaluation: string | null;
  run_id: string | null;
  created_at: Timestamp;
  /** Null while it is there. */
  deleted_at: Timestamp | null;
}

export interface AliasRow {
  model: string;
  alias: string;
  version: number;
  /** How often it was pointed to another version: numbers its history. */
  changes: number;
}

export interface DeploymentRow {
  model: string;
  alias: string;
  change: number;
  version: number;
  deployed_at: Timestamp;
  run_id: string | null;
  reason: string;
  /** Who did it, where that is known. */
  actor: string | null;
  /** The change to which a rollback went back. */
  restores: number | null;
}

export interface ReleaseRow {
  id: string;
  model: string;
  alias: string;
  candidate: number;
  champion: number | null;
  settings: Json;
  phase: ReleasePhase;
  step: number;
  since: Timestamp;
  asked_at: Timestamp;
  ended_at: Timestamp | null;
  run_id: string | null;
  actor: string | null;
  history: Json;
  decision: Json | null;
}

/** What one server saw of a version in one interval: written again, it is replaced. */
export interface TrafficRow {
  server: string;
  model: string;
  version: number;
  role: 'answer' | 'shadow';
  start_at: Timestamp;
  end_at: Timestamp;
  observed: Json;
}

/** A part of the prediction log: a table in the artifact store. */
export interface PredictionPartRow {
  id: string;
  model: string;
  version: number;
  digest: string;
  rows: number;
  start_at: Timestamp;
  end_at: Timestamp;
}

export interface LabelRow {
  prediction: string;
  label: Json;
  given_at: Timestamp;
}

export interface MonitorWindowRow {
  model: string;
  start_at: Timestamp;
  end_at: Timestamp;
  findings: Json;
}

export interface ApiKeyRow {
  id: string;
  name: string;
  hash: string;
  role: Role;
  /** Both are null for a key without limits. */
  pipelines: Json | null;
  models: Json | null;
  requests_per_second: number | null;
  created_at: Timestamp;
  expires_at: Timestamp | null;
  revoked_at: Timestamp | null;
  last_used_at: Timestamp | null;
}

export interface AuditRow {
  id: string;
  at: Timestamp;
  actor: string;
  action: string;
  subject: Json;
  outcome: 'done' | 'refused';
  request_id: string | null;
}

export interface DatabaseSchema extends TriggerTables {
  runs: RunRow;
  stages: StageRow;
  attempts: AttemptRow;
  checkpoints: CheckpointRow;
  attempt_output: AttemptOutputRow;
  stage_inputs: StageInputRow;
  stage_outputs: StageOutputRow;
  model_versions: ModelVersionRow;
  aliases: AliasRow;
  deployments: DeploymentRow;
  releases: ReleaseRow;
  traffic: TrafficRow;
  prediction_parts: PredictionPartRow;
  labels: LabelRow;
  monitor_windows: MonitorWindowRow;
  api_keys: ApiKeyRow;
  audit_log: AuditRow;
}
