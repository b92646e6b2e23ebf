import { createHash } from 'node:crypto';
import { isLeatError, LeatError } from '../core/errors.js';
import type { CloudEvent } from '../core/events/cloud-event.js';
import { holds, isAbout, paramsFrom } from '../core/events/match-event.js';
import type { MetadataStore } from '../stores/metadata/metadata-store.js';
import type { CloudEventRecord, CloudEventState } from '../stores/metadata/trigger-store.js';
import type { KnownPipeline, Pipelines } from './pipelines.js';
import type { Runs, StartOptions } from './runs.js';

interface EventTools {
  readonly metadata: MetadataStore;
  readonly runs: Runs;
  readonly pipelines: Pipelines;
}

type Origin = Pick<StartOptions, 'requestId' | 'traceparent'>;

/** CloudEvents: each is kept, and starts what pipelines declare with `onEvent`, once. */
export class Events {
  readonly #tools: EventTools;

  constructor(tools: EventTools) {
    this.#tools = tools;
  }

  /**
   * Takes an event in. One of the same source and id is the same event: what came of it is told, and nothing started again.
   *
   * @throws LeatError `TEMPORAL_UNREACHABLE`: sent again, it goes on where it stopped.
   */
  async receive(event: CloudEvent, origin: Origin = {}): Promise<CloudEventRecord> {
    const record = await this.#tools.metadata.keepEvent({ key: keyOf(event), event });
    return record.state === 'received' ? this.#start(record, { attempt: record.key, origin }) : record;
  }

  /** Newest first. */
  list({ limit = 50, ...filter }: { state?: CloudEventState; before?: string; limit?: number } = {}): Promise<readonly CloudEventRecord[]> {
    return this.#tools.metadata.cloudEvents({ limit, ...filter });
  }

  /** @throws LeatError `EVENT_UNKNOWN` */
  async get(key: string): Promise<CloudEventRecord> {
    const record = await this.#tools.metadata.cloudEvent(key);
    if (record !== null) return record;
    throw new LeatError('EVENT_UNKNOWN', `no event is kept by the key "${key}"; "leat events list" lists them`, {
      details: { event: key },
    });
  }

  /** Starts what an event matches now; pipelines that it has started already are left out. @throws LeatError `EVENT_UNKNOWN` */
  async replay(key: string): Promise<CloudEventRecord> {
    return this.#start(await this.get(key), { attempt: `${key} replayed at ${new Date().toISOString()}`, origin: {} });
  }

  /** @param attempt - What starts of this try have in common: after a crash they are the same starts. */
  async #start(record: CloudEventRecord, { attempt, origin }: { attempt: string; origin: Origin }): Promise<CloudEventRecord> {
    const { metadata, pipelines } = this.#tools;
    const event = record.event as CloudEvent; // what is kept was checked when it came
    const runs = [...record.runs];
    const errors: LeatError[] = [];
    for (const pipeline of await pipelines.told()) {
      if (runs.some((run) => run.pipeline === pipeline.name)) continue;
      try {
        const runId = await this.#startPipeline(pipeline, event, { attempt, origin });
        if (runId !== null) runs.push({ pipeline: pipeline.name, runId });
      } catch (error) {
        // What can pass is no fault of the mapping: whoever sends the event sends it again.
        if (!isLeatError(error) || error.retryable) throw error;
        errors.push(new LeatError(error.code, `pipeline "${pipeline.name}", onEvent: ${error.message}`));
      }
    }
    const [failure] = errors;
    const error = failure === undefined ? null : { code: failure.code, message: failure.message };
    const state = error !== null ? 'failed' : runs.length > 0 ? 'started' : 'unmatched';
    await metadata.settleEvent(record.key, { state, runs, error });
    return { ...record, state, runs, error };
  }

  /** @returns The run's id; null when the pipeline does not want the event. */
  async #startPipeline(
    { name, onEvent }: KnownPipeline,
    event: CloudEvent,
    { attempt, origin }: { attempt: string; origin: Origin },
  ): Promise<string | null> {
    const trigger = onEvent.find((each) => isAbout(each, event) && holds(each, event));
    if (trigger === undefined) return null;
    const params = paramsFrom(trigger, event);
    await this.#tools.pipelines.check(name, params);
    const { runId } = await this.#tools.runs.startOnce(name, { params, ...origin }, { caller: 'events', key: attempt });
    return runId;
  }
}

function keyOf({ source, id }: CloudEvent): string {
  return createHash('sha256').update(`${source}\n${id}`).digest('hex').slice(0, 32);
}
