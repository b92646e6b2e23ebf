import { createHash } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { LeatError } from '../core/errors.js';
import type { RouteReply } from './define-route.js';

/** Of what stands now: equal content has an equal tag, on every server. */
export function etagOf(content: unknown): string {
  return `"${createHash('sha256').update(JSON.stringify(content)).digest('hex').slice(0, 32)}"`;
}

/** An answer with its tag; without a body for who has it already. */
export function tagged(body: unknown, { headers, of = body }: { headers: IncomingHttpHeaders; of?: unknown }): RouteReply {
  const etag = etagOf(of);
  if (tagsIn(headers['if-none-match']).some((tag) => tag === '*' || weak(tag) === etag))
    return { status: 304, headers: { etag }, body: '' };
  return { status: 200, headers: { etag, 'cache-control': 'private, no-cache' }, body };
}

/**
 * Whoever changes what he has read says which tag it had.
 *
 * @throws LeatError `PRECONDITION_FAILED` when it has another one by now.
 * @see RFC 9110, 13.1.1
 */
export function requireMatch({ 'if-match': given }: IncomingHttpHeaders, content: unknown): void {
  if (given === undefined) return;
  const etag = etagOf(content);
  if (tagsIn(given).some((tag) => tag === '*' || tag === etag)) return;
  throw new LeatError('PRECONDITION_FAILED', `header if-match: expected ${etag}, got ${given}`, { details: { etag } });
}

function tagsIn(header = ''): readonly string[] {
  return header.split(',').map((tag) => tag.trim());
}

function weak(tag: string): string {
  return tag.replace(/^W\//, '');
}
