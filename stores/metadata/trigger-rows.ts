import type { Json, Timestamp } from './database-schema.js';

export interface StartRow {
  id: string;
  workflow_id: string;
  pipeline: string;
  request: string;
  run_id: string | null;
  requested_at: Timestamp;
}

export interface RunEventRow {
  run_id: string;
  sequence: number;
  at: Timestamp;
  type: string;
  data: Json;
}

/** Of a pipeline or a stage. */
export interface AnnouncedRow {
  task_queue: string;
  name: string;
  form: Json;
}

export interface SentPipelineRow {
  name: string;
  version: number;
  specification: Json;
  sent_at: Timestamp;
  sent_by: string;
  deleted_at: Timestamp | null;
}

export interface CloudEventRow {
  key: string;
  event: Json;
  received_at: Timestamp;
  state: string;
  runs: Json;
  error: Json | null;
}

export interface WebhookRow {
  id: string;
  form: Json;
  secrets: Json;
  created_at: Timestamp;
}

export interface WebhookDeliveryRow {
  id: string;
  webhook: string;
  event: string;
  body: string;
  state: string;
  attempts: number;
  answer: string | null;
  created_at: Timestamp;
  ended_at: Timestamp | null;
}

/** Tables of what starts runs from outside, and tells of them. */
export interface TriggerTables {
  starts: StartRow;
  run_events: RunEventRow;
  announced_pipelines: AnnouncedRow;
  announced_stages: AnnouncedRow;
  sent_pipelines: SentPipelineRow;
  cloud_events: CloudEventRow;
  webhooks: WebhookRow;
  webhook_deliveries: WebhookDeliveryRow;
}
