import { promisify } from 'node:util';
import { constants, deflate, gzip } from 'node:zlib';
import { Readable } from 'node:stream';
import type { FastifyReply } from 'fastify';

/** A smaller body fits into the packet that its headers take anyway. */
const LEAST_PACKED_BYTES = 1024;

const packers = { gzip: promisify(gzip), deflate: promisify(deflate) };

/** Sends text and bytes as they are and all else as JSON; packed, where that is asked for and worth it. */
export async function sendBody(reply: FastifyReply, body: unknown, acceptEncoding: string | undefined): Promise<FastifyReply> {
  if (body instanceof Readable) return reply.send(body);
  const content = sendable(reply, body);
  const encoding = content.length < LEAST_PACKED_BYTES || reply.statusCode === 206 ? undefined : chosenEncoding(acceptEncoding);
  if (encoding === undefined) return reply.send(content);
  void reply.header('content-encoding', encoding).header('vary', 'accept-encoding');
  return reply.send(await packers[encoding](content, { level: constants.Z_BEST_SPEED }));
}

function sendable(reply: FastifyReply, body: unknown): string | Buffer {
  if (typeof body === 'string') return body;
  if (body instanceof Uint8Array) return Buffer.from(body.buffer, body.byteOffset, body.byteLength);
  void reply.type('application/json; charset=utf-8');
  return JSON.stringify(body);
}

/** The first that both sides know; one with `q=0` is not wanted. */
function chosenEncoding(accepted: string | undefined): keyof typeof packers | undefined {
  if (accepted === undefined) return undefined;
  const wanted = accepted
    .split(',')
    .filter((each) => !/;\s*q=0(\.0*)?\s*$/.test(each))
    .map((each) => each.split(';')[0]?.trim());
  return (['gzip', 'deflate'] as const).find((encoding) => wanted.includes(encoding));
}
