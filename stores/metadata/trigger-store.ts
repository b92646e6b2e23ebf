import type { EventTrigger } from '../../core/events/event-trigger.js';
import type { RunEventType } from '../../core/pipeline/run-events.js';
import type { RecordedError } from './metadata-store.js';

/** A run that was asked for over HTTP or by an event; written before its workflow is started. */
export interface StartRecord {
  /** Who asks again with this gets the same run. */
  readonly id: string;
  readonly workflowId: string;
  readonly pipeline: string;
  /** Digest of all that was asked for. */
  readonly request: string;
  /** Null until Temporal has it. */
  readonly runId: string | null;
  readonly requestedAt: Date;
}

/** Something that happened to a run, written in the transaction that records it. */
export interface RunEventRecord {
  readonly runId: string;
  /** From 1, without gaps. */
  readonly sequence: number;
  readonly at: Date;
  readonly type: RunEventType;
  readonly data: RunEventData;
}

export interface RunEventData {
  readonly stage?: string;
  readonly attempt?: number;
  readonly error?: RecordedError;
}

/** A pipeline of the project's files, as a worker told of it. */
export interface AnnouncedPipeline {
  readonly name: string;
  readonly description: string;
  /** Relative to the project. */
  readonly file: string;
  /** JSON Schema. */
  readonly params: Readonly<Record<string, unknown>>;
  readonly onEvent: readonly EventTrigger[];
}

/** A stage of the project's code, as a worker told of it: what a pipeline as JSON has to know to use it. */
export interface AnnouncedStage {
  readonly name: string;
  readonly version: number;
  /** Relative to the project. */
  readonly module: string;
  /** All modules that declare one of this name, where they are several. */
  readonly rivals?: readonly string[];
  readonly inputs: Readonly<Record<string, string>>;
  readonly outputs: Readonly<Record<string, string>>;
  /** JSON Schema. */
  readonly params: Readonly<Record<string, unknown>>;
}

/** A version of a pipeline that came as JSON. */
export interface SentPipeline {
  readonly name: string;
  readonly version: number;
  /** The text as it was stored: canonical JSON. */
  readonly specification: string;
  readonly sentAt: Date;
  readonly sentBy: string;
}

export type CloudEventState = 'received' | 'started' | 'unmatched' | 'failed';

/** A CloudEvent, and what came of it. */
export interface CloudEventRecord {
  /** Follows from its source and id. */
  readonly key: string;
  readonly event: Readonly<Record<string, unknown>>;
  readonly receivedAt: Date;
  readonly state: CloudEventState;
  readonly runs: readonly { readonly pipeline: string; readonly runId: string }[];
  readonly error: RecordedError | null;
}

/** What subscribes to alerts. */
export interface WebhookForm {
  readonly url: string;
  readonly description: string;
  /** Names of events; `*` stands for any part of a name. */
  readonly events: readonly string[];
  readonly pipelines: readonly string[];
  readonly enabled: boolean;
}

export interface WebhookSecret {
  /** Sealed: see SecretBox. */
  readonly value: string;
  /** ISO 8601; null: the present one. */
  readonly until: string | null;
}

export interface WebhookRecord extends WebhookForm {
  readonly id: string;
  /** The present one first. */
  readonly secrets: readonly WebhookSecret[];
  readonly createdAt: Date;
}

/** What of a webhook can be changed. */
export type WebhookChange = WebhookForm & Pick<WebhookRecord, 'secrets'>;

export type DeliveryState = 'waiting' | 'delivered' | 'failed';

/** One event on its way to one subscriber. */
export interface DeliveryRecord {
  readonly id: string;
  readonly webhook: string;
  readonly event: string;
  /** What is sent, the same in every try. */
  readonly body: string;
  readonly state: DeliveryState;
  readonly attempts: number;
  /** Of the last try: a status, or why there was none. */
  readonly answer: string | null;
  readonly createdAt: Date;
  readonly endedAt: Date | null;
}

/** How many events were forgotten, or would be. */
export interface ForgottenEvents {
  /** CloudEvents. */
  readonly received: number;
  /** To webhooks. */
  readonly deliveries: number;
  readonly ofRuns: number;
}

/** What starts runs from outside, and tells of them: a part of MetadataStore. */
export interface TriggerStore {
  /**
   * Writes a start down, unless one of its id is there already that is not older.
   *
   * @param notBefore - Older starts are forgotten.
   * @returns The one that stands.
   */
  reserveStart(start: Omit<StartRecord, 'runId'>, notBefore: Date): Promise<StartRecord>;
  noteStarted(id: string, runId: string): Promise<void>;
  startOf(runId: string): Promise<StartRecord | null>;

  /** In their order, from the one after `after`. */
  runEvents(runId: string, page: { readonly after: number; readonly limit: number }): Promise<readonly RunEventRecord[]>;

  /** In place of all that the workers of a queue had told before. */
  announce(taskQueue: string, told: { pipelines: readonly AnnouncedPipeline[]; stages: readonly AnnouncedStage[] }): Promise<void>;
  /** By name. */
  announcedPipelines(taskQueue: string): Promise<readonly AnnouncedPipeline[]>;
  /** By name. */
  announcedStages(taskQueue: string): Promise<readonly AnnouncedStage[]>;
  /**
   * The next version; what the newest one says already is no change.
   *
   * @throws LeatError `PRECONDITION_FAILED` when `after` is given, and another version is the newest by now.
   */
  sendPipeline(
    pipeline: Pick<SentPipeline, 'name' | 'specification' | 'sentBy'> & { readonly after?: number | undefined },
  ): Promise<SentPipeline>;
  /** The newest version of each, by name. */
  sentPipelines(): Promise<readonly SentPipeline[]>;
  /** Newest first; none of one that was deleted. */
  pipelineVersions(name: string): Promise<readonly SentPipeline[]>;
  /**
   * Its numbers are not given again.
   *
   * @param after - The version that is to be the newest.
   * @returns Whether there was one.
   * @throws LeatError `PRECONDITION_FAILED` when `after` is given, and another version is the newest by now.
   */
  deletePipeline(name: string, after?: number): Promise<boolean>;

  /** @returns The one that stands: the first of its key. */
  keepEvent(event: Pick<CloudEventRecord, 'key' | 'event'>): Promise<CloudEventRecord>;
  settleEvent(key: string, end: Pick<CloudEventRecord, 'state' | 'runs' | 'error'>): Promise<void>;
  cloudEvent(key: string): Promise<CloudEventRecord | null>;
  /** Newest first; nothing follows an unknown `before`. */
  cloudEvents(filter: { state?: CloudEventState; before?: string; limit: number }): Promise<readonly CloudEventRecord[]>;

  createWebhook(webhook: Omit<WebhookRecord, 'createdAt'>): Promise<WebhookRecord>;
  webhook(id: string): Promise<WebhookRecord | null>;
  /** Newest first. */
  webhooks(): Promise<readonly WebhookRecord[]>;
  /**
   * Changes it by what it is at that moment; null deletes it, with its deliveries.
   *
   * @param change - May refuse what it is given by throwing: then nothing is changed.
   * @throws LeatError `WEBHOOK_UNKNOWN`
   */
  changeWebhook(id: string, change: (present: WebhookRecord) => WebhookChange | null): Promise<WebhookRecord>;
  /** Repeating it is no change. */
  createDelivery(delivery: Pick<DeliveryRecord, 'id' | 'webhook' | 'event' | 'body'>): Promise<void>;
  delivery(id: string): Promise<DeliveryRecord | null>;
  /** Newest first; nothing follows an unknown `before`. */
  deliveries(webhook: string, page: { before?: string; limit: number }): Promise<readonly DeliveryRecord[]>;
  /** Counts a try; `failed` is no try, but the end of trying. */
  noteDelivery(id: string, end: { readonly state: DeliveryState; readonly answer: string }): Promise<void>;

  /**
   * Takes away CloudEvents that were received before a time and started what they had to, deliveries that ended before it,
   * and the events of runs that did. What waits for a replay, or for its end, stays.
   */
  forgetEvents(before: Date, how: { readonly dryRun: boolean }): Promise<ForgottenEvents>;
}
