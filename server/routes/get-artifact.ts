import { z } from 'zod';
import { LeatError } from '../../core/errors.js';
import { requireDigest } from '../../stores/artifacts/digest.js';
import { defineRoute, type RouteReply } from '../define-route.js';

export const getArtifact = defineRoute({
  method: 'GET',
  path: '/api/v1/artifacts/:digest',
  summary: 'The bytes of an artifact, or a range of them',
  role: 'viewer',
  request: { params: z.strictObject({ digest: z.string() }) },
  replies: { 200: 'the bytes', 206: 'the bytes of the range', 304: 'nothing: the client has them' },
  problems: ['ARTIFACT_MISSING', 'DIGEST_INVALID', 'RANGE_UNSATISFIABLE'],

  async handle({ params, headers }, { artifacts }): Promise<RouteReply> {
    const digest = requireDigest(params.digest);
    const etag = `"${digest}"`;
    if (headers['if-none-match'] === etag) return { status: 304, headers: { etag }, body: '' };
    const content = await artifacts.get(digest);
    const common = {
      etag,
      'content-type': contentTypeOf(content),
      'cache-control': 'private, max-age=31536000, immutable', // a digest never means other bytes
      'accept-ranges': 'bytes',
      'x-content-type-options': 'nosniff',
      // A report is a page of its own: whatever is in it, it must not act in this server's name.
      'content-security-policy': "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:",
    };
    const range = parseRange(headers.range, content.length);
    if (range === null) return { status: 200, headers: common, body: content };
    const { first, last } = range;
    const contentRange = `bytes ${String(first)}-${String(last)}/${String(content.length)}`;
    return { status: 206, headers: { ...common, 'content-range': contentRange }, body: content.subarray(first, last + 1) };
  },
});

/** One range of RFC 9110, 14.1.2, both ends included; null when there is none, or one that is to be ignored. */
function parseRange(header: string | undefined, size: number): { first: number; last: number } | null {
  const [, from = '', to = ''] = /^bytes=(\d*)-(\d*)$/.exec(header ?? '') ?? [];
  if (from === '' && to === '') return null;
  const first = from === '' ? Math.max(0, size - Number(to)) : Number(from);
  const last = from === '' || to === '' ? size - 1 : Math.min(Number(to), size - 1);
  if (first <= last) return { first, last };
  throw new LeatError('RANGE_UNSATISFIABLE', `range: expected bytes within 0-${String(size - 1)}, got "${header ?? ''}"`);
}

/** By its first bytes: what Leat stores is Arrow, ONNX, JSON or a page. */
function contentTypeOf(content: Uint8Array): string {
  const start = new TextDecoder().decode(content.subarray(0, 15)).toLowerCase();
  if (start.startsWith('{') || start.startsWith('[')) return 'application/json';
  return start.startsWith('<!doctype html') ? 'text/html; charset=utf-8' : 'application/octet-stream';
}
