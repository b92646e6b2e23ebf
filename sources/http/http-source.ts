import type { HttpSource } from '../../core/pipeline/source-descriptions.js';
import type { Row } from '../../core/table/from-rows.js';
import { LeatError } from '../../core/errors.js';
import { Secrets } from '../../core/secrets.js';
import { ContentMeter } from '../content-meter.js';
import { rowsToParts } from '../rows-to-parts.js';
import type { SourceAdapter, SourceSurroundings } from '../source.js';
import { nextPage, valueAt } from './next-page.js';
import { replyInvalid, requestJson } from './request-json.js';

/** Rows of a JSON API, page by page. */
export const httpSource: SourceAdapter<HttpSource> = {
  async open(description, surroundings, columns) {
    const meter = new ContentMeter();
    const { schema, parts, rows } = await rowsToParts(readPages(description, surroundings, meter), columns);
    return { schema, parts, summary: () => ({ rows: rows(), ...meter.total, rejected: [] }), close: () => Promise.resolve() };
  },

  fingerprint: ({ version }) => Promise.resolve(version ?? null),
};

async function* readPages(description: HttpSource, surroundings: SourceSurroundings, meter: ContentMeter): AsyncGenerator<readonly Row[]> {
  const { pagination, timeoutMs, maxWaitMs, maxPages } = description;
  const secrets = new Secrets(surroundings);
  const headers = headersOf(description, secrets);
  const hide = (message: string): string => secrets.hide(message);
  let url = firstPage(description, secrets);
  for (let page = 1; page <= maxPages; page++) {
    const reply = await requestJson({
      url,
      headers,
      timeoutMs,
      maxWaitMs,
      signal: surroundings.signal,
      network: surroundings.network,
      hide,
    });
    meter.add(reply.content);
    const rows = rowsOf(reply.body, description, url);
    yield rows;
    const next = nextPage(pagination, { url, rows: rows.length, ...reply });
    if (next === null) return;
    // The secrets are meant for the declared server only.
    if (next.origin !== url.origin) throw replyInvalid(url, `expected a next page on the same server, got one on ${next.origin}`);
    if (next.href === url.href) throw replyInvalid(url, 'expected another next page, got the same one again');
    url = next;
  }
  throw replyInvalid(url, `expected at most ${String(maxPages)} pages, got more`);
}

function headersOf({ headers }: HttpSource, secrets: Secrets): Headers {
  const revealed = new Headers({ accept: 'application/json' });
  for (const [name, value] of Object.entries(headers)) {
    try {
      revealed.set(name, secrets.reveal(value));
    } catch (error) {
      if (error instanceof LeatError) throw error;
      // The engine's own message quotes the value.
      throw new LeatError(
        'PARAMETER_INVALID',
        `http source: expected a valid value for header "${name}", got one with forbidden characters`,
        {
          details: { header: name },
        },
      );
    }
  }
  return revealed;
}

function firstPage({ url, query, pagination }: HttpSource, secrets: Secrets): URL {
  const first = new URL(url);
  if (pagination?.by === 'page') first.searchParams.set(pagination.parameter, String(pagination.first));
  for (const [name, value] of Object.entries(query))
    first.searchParams.set(name, typeof value === 'number' ? String(value) : secrets.reveal(value));
  return first;
}

function rowsOf(body: unknown, { rows: path }: HttpSource, url: URL): readonly Row[] {
  const rows = valueAt(body, path);
  const place = path === '' ? 'the reply' : `"${path}" of the reply`;
  if (!Array.isArray(rows)) throw replyInvalid(url, `expected a list of rows in ${place}, got ${rows === null ? 'null' : typeof rows}`);
  const list: readonly unknown[] = rows;
  const wrong = list.findIndex((row) => !isRow(row));
  if (wrong >= 0)
    throw replyInvalid(
      url,
      `expected an object for each row in ${place}, got ${JSON.stringify(list[wrong]).slice(0, 100)} in row ${String(wrong + 1)}`,
    );
  return list.filter(isRow);
}

function isRow(value: unknown): value is Row {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
