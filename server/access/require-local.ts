import type { IncomingHttpHeaders } from 'node:http';
import { isLoopback } from '../../core/access/is-loopback.js';
import { LeatError } from '../../core/errors.js';

/**
 * A request without a key to a server that asks for none: it must not be one that a page in the browser of this
 * machine sends, or a proxy.
 *
 * @throws LeatError `REQUEST_FOREIGN`
 */
export function requireLocal(headers: IncomingHttpHeaders): void {
  const { host, origin } = headers;
  const forwarded = ['forwarded', 'x-forwarded-for', 'x-real-ip'].find((name) => name in headers);
  if (forwarded !== undefined) throw foreign(`came through a proxy (${forwarded})`);
  // Another name that leads here is how a page gets around the rule of same origin.
  if (host !== undefined && !isLocal(host)) throw foreign(`is addressed to "${host}"`);
  if (origin !== undefined && origin !== `http://${host ?? ''}`) throw foreign(`comes from a page of "${origin}"`);
}

/** The last one that was found to be local: most requests come by the same name. */
let lastLocal: string | undefined;

function isLocal(host: string): boolean {
  if (host === lastLocal) return true;
  const address = `http://${host}`;
  if (!URL.canParse(address) || !isLoopback(new URL(address).hostname)) return false;
  lastLocal = host;
  return true;
}

function foreign(what: string): LeatError {
  return new LeatError('REQUEST_FOREIGN', `expected a request of this machine itself, got one that ${what}: send a key with it`);
}
