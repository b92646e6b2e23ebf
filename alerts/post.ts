import { isLeatError, LeatError, messageOf } from '../core/errors.js';
import type { NetworkPolicy } from '../core/network-policy.js';
import { fetchWithin } from '../net/fetch-within.js';

export interface Post {
  readonly url: string;
  readonly timeoutMs: number;
  readonly network: NetworkPolicy;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/**
 * Posts once.
 *
 * @param kind - Of the channel, for the refusal.
 * @returns The status.
 * @throws LeatError `ALERT_REFUSED`, `ADDRESS_FORBIDDEN`
 */
export async function post(kind: string, { url, timeoutMs, network, headers, body }: Post): Promise<string> {
  const signal = AbortSignal.timeout(timeoutMs);
  // The headers say what the event is, and are no secret.
  const response = await fetchWithin(network, new URL(url), { method: 'POST', body, headers, signal, headersTravel: true }).catch(
    (error: unknown) => {
      throw isLeatError(error) ? error : refused(kind, url, reasonOf(error));
    },
  );
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
