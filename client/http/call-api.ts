import { ApiError, errorOf } from './api-error.js';
import { pause } from './pause.js';

/** How often a request is repeated that was not taken: 429, 503, or no answer at all. */
export interface RetryOptions {
  /** Tries in all; 8 when left out. */
  readonly attempts?: number;
  /** The first pause, which doubles, where the server gives no hint; 250 when left out. */
  readonly firstMs?: number;
  /** The longest pause; 10,000 when left out. */
  readonly longestMs?: number;
}

/** Where requests go, and how. */
export interface Connection {
  /** Of the server, such as `http://127.0.0.1:7070`. */
  readonly url: string;
  readonly key: string | undefined;
  readonly retry: RetryOptions;
  readonly fetch: typeof fetch;
}

/** One request. */
export interface CallOptions {
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal | undefined;
}

interface ApiCall extends CallOptions {
  readonly method: string;
  readonly path: string;
}

/**
 * Asks until there is an answer. What changes something is only repeated where that is harmless: by an idempotency key, or a
 * method that is so by itself.
 *
 * @throws ApiError for every answer that is no success.
 */
export async function callApi(connection: Connection, call: ApiCall): Promise<Response> {
  const { method, headers, signal } = call;
  const { attempts = 8, firstMs = 250, longestMs = 10_000 } = connection.retry;
  const isRepeatable = (method !== 'POST' && method !== 'PATCH') || headers?.['idempotency-key'] !== undefined;
  for (let attempt = 1; ; attempt++) {
    const response = await send(connection, call);
    if (response instanceof Response && response.ok) return response;
    const isLast = attempt >= attempts || !mayPass(response, isRepeatable);
    if (isLast) throw response instanceof Response ? await errorOf(response) : response;
    const hint = response instanceof Response ? hintOf(response) : null;
    if (response instanceof Response) await response.body?.cancel();
    const backOff = Math.min(longestMs, firstMs * 2 ** (attempt - 1));
    // At random, so that those who were refused together do not come back together.
    await pause(hint ?? backOff * (0.5 + Math.random() / 2), signal);
  }
}

/** An answer, or why there is none. @throws whatever `signal` was aborted with. */
async function send({ url, key, fetch: ask }: Connection, { method, path, body, headers, signal }: ApiCall): Promise<Response | ApiError> {
  const sent: Record<string, string> = {
    ...(key === undefined ? {} : { authorization: `Bearer ${key}` }),
    ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    ...headers,
  };
  const content = body === undefined ? {} : { body: JSON.stringify(body) };
  try {
    return await ask(url.replace(/\/$/, '') + path, { method, headers: sent, ...content, ...(signal === undefined ? {} : { signal }) });
  } catch (cause) {
    signal?.throwIfAborted();
    return new ApiError('SERVER_UNREACHABLE', `no server answers at ${url}`, { cause });
  }
}

/** A server that is too busy has done nothing, so that anything may be repeated then. */
function mayPass(outcome: Response | ApiError, isRepeatable: boolean): boolean {
  if (!(outcome instanceof Response)) return isRepeatable;
  return outcome.status === 429 || (outcome.status === 503 && isRepeatable);
}

/** Milliseconds; null where the server does not say. */
function hintOf({ headers }: Response): number | null {
  const hint = headers.get('retry-after');
  if (hint === null) return null;
  const ms = /^\d+$/.test(hint) ? Number(hint) * 1000 : Date.parse(hint) - Date.now();
  return Number.isNaN(ms) ? null : Math.max(0, ms);
}
