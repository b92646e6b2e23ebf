import { setTimeout as sleep } from 'node:timers/promises';
import { isLeatError, LeatError, messageOf } from '../../core/errors.js';
import type { NetworkPolicy } from '../../core/network-policy.js';
import { fetchWithin } from '../../net/fetch-within.js';
import { parseExactJson } from './parse-exact-json.js';
import type { CancellationFlag } from '../../core/pipeline/stage-context.js';

const FIRST_WAIT_MS = 1000;
const CANCELLATION_POLL_MS = 100;

export interface JsonRequest {
  readonly url: URL;
  readonly headers: Headers;
  readonly timeoutMs: number;
  /** In all, over the waits that the server asks for. */
  readonly maxWaitMs: number;
  readonly signal: CancellationFlag;
  readonly network: NetworkPolicy;
  /** Takes secrets out of a text. */
  hide(message: string): string;
}

export interface JsonReply {
  /** Whole numbers that a double cannot hold are bigints. */
  readonly body: unknown;
  /** The bytes that the body was read from, any content coding undone. */
  readonly content: Uint8Array;
  readonly linkHeader: string | null;
}

/**
 * One GET. A server that answers 429 or 503 is asked again when it says (Retry-After), or after 1, 2, 4 …
 * seconds. Where a redirect leads to another server, that one does not get the headers: they may hold secrets.
 *
 * @throws LeatError `SOURCE_UNREACHABLE`, `SOURCE_TIMEOUT`, `SOURCE_RATE_LIMITED`, `SOURCE_SERVER_ERROR`
 * (retryable); `ADDRESS_FORBIDDEN`, `SOURCE_REQUEST_REFUSED`, `SOURCE_REPLY_INVALID`.
 */
export async function requestJson(request: JsonRequest): Promise<JsonReply> {
  let waitedMs = 0;
  for (let attempt = 0; ; attempt++) {
    const { status, headers, content } = await send(request);
    if (status >= 200 && status < 300) return parseReply(content, headers, request);
    const waitMs = status === 429 || status === 503 ? retryAfterMs(headers, attempt) : Infinity;
    if (waitedMs + waitMs > request.maxWaitMs) throw statusError(status, request);
    await wait(waitMs, request.signal);
    waitedMs += waitMs;
  }
}

type ReplyHeaders = Pick<Headers, 'get'>;

interface RawReply {
  readonly status: number;
  readonly headers: ReplyHeaders;
  readonly content: Uint8Array;
}

async function send({ url, headers, timeoutMs, signal, network, hide }: JsonRequest): Promise<RawReply> {
  signal.throwIfCancelled();
  const abort = new AbortController();
  const deadline = performance.now() + timeoutMs;
  // By hand: on Node 20 a signal of AbortSignal.any() may be collected before it fires.
  const poll = setInterval(
    () => {
      if (signal.cancelled || performance.now() >= deadline) abort.abort();
    },
    Math.min(CANCELLATION_POLL_MS, timeoutMs),
  );
  try {
    const reply = await fetchWithin(network, url, {
      method: 'GET',
      headers: Object.fromEntries(headers),
      headersTravel: false,
      signal: abort.signal,
    });
    return { status: reply.status, headers: reply.headers, content: new Uint8Array(await reply.arrayBuffer()) };
  } catch (error) {
    signal.throwIfCancelled();
    if (isLeatError(error)) throw error;
    const place = describeUrl(url);
    if (abort.signal.aborted) {
      throw new LeatError('SOURCE_TIMEOUT', `${place}: expected an answer within ${String(timeoutMs)} ms, got none`, {
        details: { url: place },
      });
    }
    // No cause: what it quotes cannot be known, and it would be logged.
    throw new LeatError('SOURCE_UNREACHABLE', `${place}: expected an answer, got ${hide(rootMessage(error))}`, { details: { url: place } });
  } finally {
    clearInterval(poll);
  }
}

function parseReply(content: Uint8Array, headers: ReplyHeaders, { url }: JsonRequest): JsonReply {
  try {
    return { body: parseExactJson(new TextDecoder().decode(content)), content, linkHeader: headers.get('link') };
  } catch {
    throw replyInvalid(url, `expected JSON, got ${headers.get('content-type') ?? 'something else'}`);
  }
}

export function replyInvalid(url: URL, what: string): LeatError {
  return new LeatError('SOURCE_REPLY_INVALID', `${describeUrl(url)}: ${what}`, { details: { url: describeUrl(url) } });
}

/** Without the query, which may hold a secret. */
function describeUrl(url: URL): string {
  return url.origin + url.pathname;
}

function statusError(status: number, { url }: JsonRequest): LeatError {
  const code = status === 429 ? 'SOURCE_RATE_LIMITED' : status >= 500 ? 'SOURCE_SERVER_ERROR' : 'SOURCE_REQUEST_REFUSED';
  return new LeatError(code, `${describeUrl(url)}: expected status 200, got ${String(status)}`, {
    details: { url: describeUrl(url), status },
  });
}

/** @see RFC 9110, 10.2.3: seconds, or a date. */
function retryAfterMs(headers: ReplyHeaders, attempt: number): number {
  const asked = headers.get('retry-after');
  if (asked === null) return FIRST_WAIT_MS * 2 ** attempt;
  const waitMs = /^\d+$/.test(asked) ? Number(asked) * 1000 : Date.parse(asked) - Date.now();
  return Number.isNaN(waitMs) ? FIRST_WAIT_MS * 2 ** attempt : Math.max(0, waitMs);
}

async function wait(waitMs: number, signal: CancellationFlag): Promise<void> {
  for (let left = waitMs; left > 0; left -= CANCELLATION_POLL_MS) {
    signal.throwIfCancelled();
    await sleep(Math.min(left, CANCELLATION_POLL_MS));
  }
}

/** fetch() says "fetch failed" and hides the reason in its cause. */
function rootMessage(error: unknown): string {
  return error instanceof Error && error.cause !== undefined && !isLeatError(error) ? messageOf(error.cause) : messageOf(error);
}
