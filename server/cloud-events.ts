import type { IncomingHttpHeaders } from 'node:http';
import { LeatError } from '../core/errors.js';
import { cloudEvent, type CloudEvent } from '../core/events/cloud-event.js';
import { parseJson } from './parse-json.js';
import { serverLimits } from './server-limits.js';

export const STRUCTURED = 'application/cloudevents+json';
export const BATCH = 'application/cloudevents-batch+json';

const limits = { depth: serverLimits.jsonDepth };

/**
 * The events of a request, in whichever of the three modes they come.
 *
 * @throws LeatError `EVENT_INVALID`, `CONTENT_TYPE_UNSUPPORTED`, `REQUEST_INVALID`
 * @see https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/bindings/http-protocol-binding.md
 */
export function readCloudEvents(headers: IncomingHttpHeaders, body: Uint8Array): readonly CloudEvent[] {
  const [type = ''] = (headers['content-type'] ?? '').toLowerCase().split(';');
  if (type.trim() === STRUCTURED) return [checked(parseJson(body, limits), 'body')];
  if (type.trim() === BATCH) {
    const batch = parseJson(body, limits);
    if (!Array.isArray(batch)) throw new LeatError('EVENT_INVALID', 'body: expected a list of CloudEvents, got something else');
    return batch.map((event, index) => checked(event, `body[${String(index)}]`));
  }
  if (headers['ce-specversion'] !== undefined || headers['ce-id'] !== undefined) return [binary(headers, type.trim(), body)];
  const message = `body: expected ${STRUCTURED}, ${BATCH}, or the attributes of an event in headers "ce-…", got ${type === '' ? 'nothing' : type}`;
  throw new LeatError('CONTENT_TYPE_UNSUPPORTED', message);
}

/** Binary mode: attributes are headers, and the body is the data as it is. */
function binary(headers: IncomingHttpHeaders, type: string, body: Uint8Array): CloudEvent {
  const attributes = Object.entries(headers).flatMap(([name, value]): [string, string][] =>
    name.startsWith('ce-') && typeof value === 'string' ? [[name.slice(3), decoded(value)]] : [],
  );
  const event = { ...Object.fromEntries(attributes), ...(type !== '' && { datacontenttype: type }), ...dataOf(type, body) };
  return checked(event, 'header ce');
}

function dataOf(type: string, body: Uint8Array): { data?: unknown; data_base64?: string } {
  if (body.length === 0) return {};
  if (type === '' || /^application\/([\w.-]+\+)?json$/.test(type)) return { data: parseJson(body, limits) };
  if (type.startsWith('text/')) return { data: new TextDecoder().decode(body) };
  return { data_base64: Buffer.from(body).toString('base64') };
}

/** Headers hold ASCII: other letters are written as in a URL. */
function decoded(value: string): string {
  try {
    return decodeURIComponent(value);
  } catch {
    return value;
  }
}

function checked(given: unknown, place: string): CloudEvent {
  const result = cloudEvent.safeParse(given, { reportInput: true });
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  const attribute = issue?.path.map(String).join('.') ?? '';
  const received = JSON.stringify(issue?.input ?? null).slice(0, 100);
  throw new LeatError(
    'EVENT_INVALID',
    `${place}${attribute === '' ? '' : `, ${attribute}`}: ${issue?.message ?? 'refused'}; got ${received}`,
    {
      details: { attribute },
    },
  );
}
