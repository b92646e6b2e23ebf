import type { IncomingHttpHeaders } from 'node:http';
import { z } from 'zod';
import type { StartKey } from '../client/starts.js';
import type { Caller } from './access/caller.js';

/** What a route that starts a run reads of the headers. */
export const startHeaders = z.object({
  'idempotency-key': z
    .string()
    .regex(/^[\x21-\x7e]{1,255}$/, 'expected 1 to 255 characters of ASCII without spaces')
    .optional()
    .describe('the same key and body give the same run for 24 hours'),
  traceparent: z.string().optional().describe('the run goes on with this trace (W3C Trace Context)'),
});

export function startKeyOf(headers: IncomingHttpHeaders, { actor }: Caller): StartKey | null {
  const key = headers['idempotency-key'];
  return typeof key === 'string' ? { caller: actor, key } : null;
}

/** What every log of the run will have of the request. */
export function originOf({ 'x-request-id': requestId, traceparent }: IncomingHttpHeaders): { requestId?: string; traceparent?: string } {
  return {
    ...(typeof requestId === 'string' && { requestId }),
    ...(typeof traceparent === 'string' && /^[\da-f]{2}-[\da-f]{32}-[\da-f]{16}-[\da-f]{2}$/.test(traceparent) && { traceparent }),
  };
}
