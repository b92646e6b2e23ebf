import { promisify } from 'node:util';
import { gunzip, inflate } from 'node:zlib';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { LeatError, messageOf } from '../core/errors.js';
import { freeBytes } from '../inference/free-bytes.js';
import type { Route } from './define-route.js';
import { parseJson } from './parse-json.js';
import type { ServerLimits } from './server-limits.js';

const unpackers: Readonly<Record<string, (packed: Buffer, options: { maxOutputLength: number }) => Promise<Buffer>>> = {
  gzip: promisify(gunzip),
  deflate: promisify(inflate),
};

/** Bodies of every content type are collected up to the limit, which a Content-Length beyond it never gets to; readBody does the rest. */
export function keepBodiesAsBytes(app: FastifyInstance): void {
  freeChunks(app);
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, bytes, done) => {
    done(null, bytes);
  });
}

/** What a body comes in, once it is joined: a large one comes in many chunks. */
function freeChunks(app: FastifyInstance): void {
  app.addHook('preParsing', (...[, , payload, done]) => {
    const chunks: Buffer[] = [];
    payload.on('data', (chunk: Buffer) => chunks.push(chunk)); // without an encoding, of which there is none
    payload.once('end', () => {
      process.nextTick(() => {
        chunks.forEach(freeBytes); // after the body's reader has joined them
      });
    });
    done();
  });
}

/**
 * The body as its route reads it: bytes or JSON, unpacked; undefined when the request has none.
 *
 * @throws LeatError `CONTENT_TYPE_UNSUPPORTED`, `CONTENT_ENCODING_INVALID`, `BODY_TOO_LARGE`, or as parseJson does.
 */
export async function readBody(
  { request: { body, bytes } }: Route,
  { headers, body: sent }: FastifyRequest,
  { bodyBytes, jsonDepth }: ServerLimits,
): Promise<unknown> {
  if (body === undefined && bytes === undefined) return undefined;
  const content = Buffer.isBuffer(sent) ? sent : Buffer.alloc(0);
  const encoding = headers['content-encoding']?.toLowerCase();
  const unpacked = encoding === undefined || encoding === 'identity' ? content : await unpack(content, encoding, bodyBytes);
  if (unpacked !== content) freeBytes(content);
  if (bytes !== undefined) return unpacked;
  if (unpacked.length === 0) return undefined;
  requireJson(headers['content-type']);
  const value = parseJson(unpacked, { depth: jsonDepth });
  freeBytes(unpacked);
  return value;
}

/** Stops at the limit, however much more would come out. */
async function unpack(content: Buffer, encoding: string, maxOutputLength: number): Promise<Buffer> {
  const unpacker = unpackers[encoding];
  if (unpacker === undefined)
    throw new LeatError('CONTENT_ENCODING_INVALID', `header content-encoding: expected gzip or deflate, got "${encoding}"`);
  try {
    return await unpacker(content, { maxOutputLength });
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && cause.code === 'ERR_BUFFER_TOO_LARGE')
      throw new LeatError('BODY_TOO_LARGE', `body: expected at most ${String(maxOutputLength)} bytes unpacked, got too large a body`, {
        cause,
      });
    throw new LeatError('CONTENT_ENCODING_INVALID', `body: expected ${encoding}, got what is none: ${messageOf(cause)}`, { cause });
  }
}

function requireJson(contentType = 'nothing'): void {
  if (/^application\/([\w.-]+\+)?json\s*(;|$)/i.test(contentType)) return;
  throw new LeatError('CONTENT_TYPE_UNSUPPORTED', `body: expected application/json, got ${contentType}`);
}
