import type { FastifyRequest } from 'fastify';
import type { z } from 'zod';
import { LeatError } from '../core/errors.js';
import { suggestName } from '../core/nearest-name.js';
import type { RequestSchemas, Route, RouteRequest } from './define-route.js';

/** @throws LeatError `REQUEST_INVALID` naming the part, the field, what was expected and received. */
export function parseRequest(
  { request: schemas }: Route,
  { params, query, headers, caller, raw }: FastifyRequest,
  body: unknown,
): RouteRequest<RequestSchemas> {
  if (schemas.headers !== undefined) parsePart(schemas.headers, headers, 'header');
  return {
    params: schemas.params && parsePart(schemas.params, params, 'path'),
    query: schemas.query && parsePart(schemas.query, query, 'query'),
    body: schemas.body && parsePart(schemas.body, body, 'body'),
    bytes: body as Buffer, // read-body.ts gives a route that asks for bytes nothing else
    headers,
    caller,
    isAbandoned: () => raw.socket.destroyed,
  };
}

function parsePart(schema: z.ZodType, given: unknown, part: string): unknown {
  const result = schema.safeParse(given);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  if (issue === undefined) throw new Error('invariant: what zod refuses has an issue');
  const field = [part, ...issue.path.map(String)].join('.');
  if (issue.code === 'unrecognized_keys') {
    const [key = ''] = issue.keys;
    const known = 'shape' in schema && issue.path.length === 0 ? Object.keys(schema.shape as object) : []; // zod's objects carry their shape
    const mend = known.length === 0 ? '' : `; ${suggestName(key, known)}`;
    throw new LeatError('REQUEST_INVALID', `${field}: unknown field "${key}"${mend}`, { details: { field: `${field}.${key}` } });
  }
  const received = shown(valueAt(given, issue.path));
  const expected = issue.code === 'invalid_type' ? `expected ${issue.expected}` : issue.message;
  throw new LeatError('REQUEST_INVALID', `${field}: ${expected}; got ${received}`, { details: { field, received } });
}

/** As it was sent: zod tells of a text in a query what it became, such as NaN. */
function valueAt(given: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>((value, key) => (value as Record<PropertyKey, unknown> | undefined)?.[key], given); // zod went this way itself
}

function shown(value: unknown): string {
  if (value === undefined) return 'nothing';
  const text = JSON.stringify(value);
  return text.length > 100 ? `${text.slice(0, 100)}…` : text;
}
