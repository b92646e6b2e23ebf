import { LeatError, messageOf } from '../core/errors.js';

export interface Post {
  readonly url: string;
  readonly timeoutMs: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/**
 * Posts once.
 *
 * @param kind - Of the channel, for the refusal.
 * @returns The status.
 * @throws LeatError `ALERT_REFUSED`
 */
export async function post(kind: string, { url, timeoutMs, headers, body }: Post): Promise<string> {
  const response = await fetch(url, {
    method: 'POST',
    body,
    headers,
    redirect: 'manual', // followed, it would become a GET without the event
    signal: AbortSignal.timeout(timeoutMs),
  }).catch((error: unknown) => {
    throw refused(kind, url, reasonOf(error));
  });
  await response.body?.cancel();
  const status = `status ${String(response.status)}`;
  if (!response.ok) throw refused(kind, url, status);
  return status;
}

/** The sentence of fetch itself is always "fetch failed"; its cause has the reason. */
function reasonOf(error: unknown): string {
  return messageOf(error instanceof Error && error.cause !== undefined ? error.cause : error);
}

/** Without the path and query of the address: they may hold a secret. */
function refused(kind: string, url: string, reason: string): LeatError {
  const { origin } = new URL(url);
  return new LeatError('ALERT_REFUSED', `${kind} at ${origin}: expected a status of 200 to 299, got ${reason}`, {
    details: { origin, reason },
  });
}
