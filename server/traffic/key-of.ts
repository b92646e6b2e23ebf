import type { IncomingHttpHeaders } from 'node:http';

/** The key of a request by its header: requests of one key belong together. */
export function keyOf(headers: IncomingHttpHeaders): string | undefined {
  const key = headers['leat-key'];
  return typeof key === 'string' && key !== '' ? key : undefined;
}
