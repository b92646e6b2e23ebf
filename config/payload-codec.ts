import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';
import type { Payload, PayloadCodec } from '@temporalio/common';

/** What is smaller stays readable for clients in every language, and on Temporal's own page. */
const LARGE_BYTES = 64 * 1024;
const ENCODING = 'binary/gzip';

const [pack, unpack] = [promisify(gzip), promisify(gunzip)];

/**
 * Compresses what is large: the schedule of a plan of a thousand stages and its state between two histories. Both
 * are names and digests that repeat, so that they stay far below the 256 KiB at which Temporal warns.
 */
export const payloadCodec: PayloadCodec = {
  encode: (payloads) => Promise.all(payloads.map(compressed)),
  decode: (payloads) => Promise.all(payloads.map(restored)),
};

async function compressed(payload: Payload): Promise<Payload> {
  const { data, metadata } = payload;
  if (data === undefined || data === null || data.length < LARGE_BYTES) return payload;
  const { encoding, ...others } = metadata ?? {};
  if (encoding === undefined) return payload;
  return { ...payload, data: await pack(data), metadata: { ...others, encoding: new TextEncoder().encode(ENCODING), packed: encoding } };
}

async function restored(payload: Payload): Promise<Payload> {
  const { data, metadata } = payload;
  const packed = metadata?.packed;
  if (packed === undefined || data === undefined || data === null) return payload;
  const { packed: _packed, ...others } = metadata ?? {};
  return { ...payload, data: await unpack(data), metadata: { ...others, encoding: packed } };
}
