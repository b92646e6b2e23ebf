import type { PipelineDetails, PipelineRequest, PipelineSummary } from '../../core/api/pipeline.js';
import type { Run, StartedRun, StartRequest } from '../../core/api/run.js';
import type { Pipeline } from '../../core/pipeline/define-pipeline.js';
import { callApi, type CallOptions, type Connection, type RetryOptions } from './call-api.js';
import type { ParamsOf } from './pipeline-types.js';
import { StartedRunHandle } from './run-handle.js';

/** Where the server is, and how it is asked. */
export interface HttpClientOptions {
  /** Such as `http://127.0.0.1:7070`. */
  readonly url: string;
  /** Of `leat keys create`; a server on this machine asks for none. */
  readonly key?: string;
  readonly retry?: RetryOptions;
  /** In place of the global one. */
  readonly fetch?: typeof fetch;
}

/** How a run is started. */
export interface RunOptions extends Omit<StartRequest, 'params'> {
  /** Starting twice with the same key gives the same run; a new one for each call when left out, which its retries share. */
  readonly idempotencyKey?: string;
  readonly signal?: AbortSignal;
}

/** How long something is waited for. */
export interface WaitOptions {
  readonly signal?: AbortSignal;
}

/**
 * The HTTP interface of a server, in Node and in browsers: it needs `fetch` only.
 *
 * @example
 * const leat = new HttpClient({ url: 'http://127.0.0.1:7070' });
 * const run = await leat.run(penguins, { testFraction: 0.3 });
 * const { outputs } = await run.wait();
 */
export class HttpClient {
  readonly #connection: Connection;

  constructor({ url, key, retry = {}, fetch: ask = globalThis.fetch.bind(globalThis) }: HttpClientOptions) {
    this.#connection = { url, key, retry, fetch: ask };
  }

  /**
   * Starts a run. A pipeline that is given as itself types its parameters and outputs; a name does not.
   *
   * @throws ApiError `PIPELINE_UNKNOWN`, `PARAMETER_INVALID`
   */
  async run<const P extends Pipeline | string>(
    pipeline: P,
    params: ParamsOf<P>,
    { idempotencyKey = globalThis.crypto.randomUUID(), signal, ...request }: RunOptions = {},
  ): Promise<StartedRunHandle<P>> {
    const name: string = typeof pipeline === 'string' ? pipeline : pipeline.name;
    const headers = { 'idempotency-key': idempotencyKey };
    const path = `/api/v1/pipelines/${encodeURIComponent(name)}/runs`;
    const { id } = (await this.request('POST', path, { body: { params, ...request }, headers, signal })) as StartedRun;
    return new StartedRunHandle<P>(id, this.#connection);
  }

  /** A run that somebody else has started. */
  runOf(id: string): StartedRunHandle {
    return new StartedRunHandle(id, this.#connection);
  }

  /** Runs, newest first, over all pages. */
  async *runs(
    filter: { pipeline?: string; state?: Run['state']; schedule?: string } = {},
    { signal }: WaitOptions = {},
  ): AsyncGenerator<Run> {
    const query = new URLSearchParams(filter);
    for (;;) {
      const page = (await this.request('GET', `/api/v1/runs?${query.toString()}`, { signal })) as RunPage;
      yield* page.runs;
      if (page.next === null) return;
      query.set('cursor', page.next);
    }
  }

  /** Every pipeline that the server knows. */
  async pipelines(options: WaitOptions = {}): Promise<readonly PipelineSummary[]> {
    const { pipelines } = (await this.request('GET', '/api/v1/pipelines', options)) as { pipelines: PipelineSummary[] };
    return pipelines;
  }

  /** @throws ApiError `PIPELINE_UNKNOWN` */
  async pipeline(name: string, options: WaitOptions = {}): Promise<PipelineDetails> {
    return (await this.request('GET', `/api/v1/pipelines/${encodeURIComponent(name)}`, options)) as PipelineDetails;
  }

  /** Sends a pipeline as JSON, or a new version of it. @throws ApiError `PIPELINE_INVALID` whose details list every fault. */
  async sendPipeline(specification: PipelineRequest, options: WaitOptions = {}): Promise<{ readonly version: number }> {
    const path = `/api/v1/pipelines/${encodeURIComponent(specification.name)}`;
    return (await this.request('PUT', path, { ...options, body: specification })) as { version: number };
  }

  /**
   * Any other route of the description at /docs.
   *
   * @returns The JSON of the answer; null where it has none.
   * @throws ApiError for every answer that is no success.
   */
  async request(method: string, path: string, options: CallOptions = {}): Promise<unknown> {
    const response = await callApi(this.#connection, { method, path, ...options });
    const text = await response.text();
    return text === '' ? null : JSON.parse(text);
  }
}

interface RunPage {
  readonly runs: readonly Run[];
  readonly next: string | null;
}
