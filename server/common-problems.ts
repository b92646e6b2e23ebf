import type { ErrorCode } from '../core/error-codes.js';
import type { Route } from './define-route.js';

/** What a route may refuse with because of what it takes, and who may ask for it; its own problems come on top. */
export function commonProblems({ method, role, request: { params, query, body, bytes } }: Route): readonly ErrorCode[] {
  return [
    'URL_TOO_LONG',
    'HEADERS_TOO_LARGE',
    'REQUEST_TIMED_OUT',
    'SERVER_STOPPING',
    'INTERNAL',
    ...(role === 'public' ? [] : gate),
    ...(method === 'GET' ? [] : (['BODY_TOO_LARGE'] as const)), // also one that the route would not read
    ...(params === undefined && query === undefined && body === undefined ? [] : (['REQUEST_INVALID'] as const)),
    ...(body === undefined && bytes === undefined ? [] : sent),
    ...(body === undefined ? [] : (['CONTENT_TYPE_UNSUPPORTED'] as const)),
  ];
}

const gate = [
  'KEY_MISSING',
  'KEY_INVALID',
  'KEY_LIMITED',
  'ROLE_TOO_SMALL',
  'REQUEST_FOREIGN',
  'RATE_LIMITED',
  'METADATA_UNREACHABLE',
] as const;
const sent = ['CONTENT_ENCODING_INVALID', 'REQUEST_INVALID'] as const;
