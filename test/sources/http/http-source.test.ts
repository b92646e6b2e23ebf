import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import { secret } from '../../../core/pipeline/secret.js';
import { httpApi } from '../../../core/pipeline/source-descriptions.js';
import { isLeatError } from '../../../core/errors.js';
import { openSource } from '../../../sources/sources.js';
import { digestOf } from '../../../stores/artifacts/digest.js';
import { readAll, surroundingsOf } from '../../support/source-surroundings.js';

type Handler = (request: IncomingMessage, response: ServerResponse, url: URL) => void;

const running: (() => void)[] = [];
afterEach(() => {
  for (const stop of running.splice(0)) stop();
});

/** A server of its own. @returns Its address. */
async function serve(handle: Handler): Promise<string> {
  const server = createServer((request, response) => {
    handle(request, response, new URL(request.url ?? '/', 'http://localhost'));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  running.push(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo; // a TCP server has one
  return `http://127.0.0.1:${String(port)}/rows`;
}

async function read(options: Parameters<typeof httpApi>[0], secrets: Record<string, string> = {}) {
  const opened = await openSource(httpApi(options), surroundingsOf('/', secrets));
  return { rows: await readAll(opened), summary: opened.summary() };
}

const json = (response: ServerResponse, body: unknown): void => {
  response.end(JSON.stringify(body));
};

describe('pagination', () => {
  test('follows link headers', async () => {
    const url = await serve((_request, response, { searchParams }) => {
      const page = Number(searchParams.get('page') ?? 1);
      if (page < 3) response.setHeader('link', `</rows?page=1>; rel="first", </rows?page=${String(page + 1)}>; rel="next"`);
      json(response, [{ page }]);
    });
    const { rows, summary } = await read({ url, pagination: { by: 'link' } });
    expect(rows).toEqual([{ page: 1 }, { page: 2 }, { page: 3 }]);
    const bodies = new TextEncoder().encode('[{"page":1}][{"page":2}][{"page":3}]');
    expect(summary).toEqual({ rows: 3, bytes: 36, digest: digestOf(bodies), rejected: [] });
  });

  test('follows cursors', async () => {
    const url = await serve((_request, response, { searchParams }) => {
      const after = searchParams.get('after');
      json(response, { items: [{ after: after ?? 'start' }], meta: { next: after === null ? 'x y' : null } });
    });
    const { rows } = await read({ url, rows: 'items', pagination: { by: 'cursor', parameter: 'after', next: 'meta.next' } });
    expect(rows).toEqual([{ after: 'start' }, { after: 'x y' }]);
  });

  test('counts pages until one is empty', async () => {
    const url = await serve((_request, response, { searchParams }) => {
      const page = Number(searchParams.get('p'));
      json(response, page < 2 ? [{ page, size: Number(searchParams.get('size')) }] : []);
    });
    const { rows } = await read({ url, query: { size: 1 }, pagination: { by: 'page', parameter: 'p', first: 0 } });
    expect(rows).toEqual([
      { page: 0, size: 1 },
      { page: 1, size: 1 },
    ]);
  });

  test('refuses a next page on another server, which would get the secrets', async () => {
    const url = await serve((_request, response) => {
      response.setHeader('link', '<http://example.invalid/rows>; rel="next"');
      json(response, [{ x: 1 }]);
    });
    await expect(read({ url, pagination: { by: 'link' } })).rejects.toMatchObject({
      code: 'SOURCE_REPLY_INVALID',
      message: expect.stringContaining('http://example.invalid') as unknown,
    });
  });

  test('refuses a cursor that does not move', async () => {
    const url = await serve((_request, response) => {
      json(response, { next: 'same', items: [] });
    });
    await expect(read({ url, rows: 'items', pagination: { by: 'cursor', next: 'next' } })).rejects.toMatchObject({
      code: 'SOURCE_REPLY_INVALID',
    });
  });
});

describe('answers', () => {
  test('comes back when a server that is asked too often says', async () => {
    let asked = 0;
    const startedAt = Date.now();
    const url = await serve((_request, response) => {
      if (++asked === 1) response.writeHead(429, { 'retry-after': '1' }).end();
      else if (asked === 2) response.writeHead(503, { 'retry-after': new Date().toUTCString() }).end();
      else json(response, [{ asked }]);
    });
    expect((await read({ url })).rows).toEqual([{ asked: 3 }]);
    expect(Date.now() - startedAt).toBeGreaterThanOrEqual(950);
  });

  test.each([
    { status: 429, code: 'SOURCE_RATE_LIMITED', retryable: true },
    { status: 500, code: 'SOURCE_SERVER_ERROR', retryable: true },
    { status: 503, code: 'SOURCE_SERVER_ERROR', retryable: true },
    { status: 302, code: 'SOURCE_REQUEST_REFUSED', retryable: false },
    { status: 401, code: 'SOURCE_REQUEST_REFUSED', retryable: false },
  ])('gives status $status as $code', async ({ status, code, retryable }) => {
    const url = await serve((_request, response) => response.writeHead(status, { 'retry-after': '60', location: '/elsewhere' }).end());
    await expect(read({ url, maxWaitMs: 0 })).rejects.toMatchObject({ code, retryable, details: { status } });
  });

  test('gives up on a server that does not answer in time', async () => {
    const url = await serve(() => undefined);
    await expect(read({ url, timeoutMs: 50 })).rejects.toMatchObject({ code: 'SOURCE_TIMEOUT', retryable: true });
  });

  test('gives a server that is not there as unreachable', async () => {
    await expect(read({ url: 'http://127.0.0.1:9/rows' })).rejects.toMatchObject({ code: 'SOURCE_UNREACHABLE', retryable: true });
  });

  test.each([
    { body: '<html>', rows: '', message: 'expected JSON, got text/html' },
    { body: '{"items": 1}', rows: 'items', message: 'expected a list of rows in "items" of the reply, got number' },
    { body: '{}', rows: 'data.items', message: 'expected a list of rows in "data.items" of the reply, got undefined' },
    { body: '[{"x": 1}, 2]', rows: '', message: 'expected an object for each row in the reply, got 2 in row 2' },
  ])('refuses $body', async ({ body, rows, message }) => {
    const url = await serve((_request, response) => response.setHeader('content-type', 'text/html').end(body));
    await expect(read({ url, rows })).rejects.toMatchObject({
      code: 'SOURCE_REPLY_INVALID',
      message: expect.stringContaining(message) as unknown,
    });
  });

  test('reads numbers that are texts when they are declared, and nested values as JSON', async () => {
    const url = await serve((_request, response) => {
      json(response, [{ price: '1.5', tags: ['a'] }, { price: 2 }]);
    });
    const opened = await openSource(httpApi({ url }), surroundingsOf('/'), { price: 'number' });
    expect(await readAll(opened)).toEqual([
      { price: 1.5, tags: '["a"]' },
      { price: 2, tags: null },
    ]);
  });
});

describe('whole numbers beyond 2^53', () => {
  const body = '{"items": [{"id": 1, "text": "9007199254740993"}, {"id": 9007199254740993, "text": "\\"12345678901234567890"}]}';

  test('are refused with column, row and digits', async () => {
    const url = await serve((_request, response) => response.end(body));
    await expect(read({ url, rows: 'items' })).rejects.toMatchObject({
      code: 'SCHEMA_INTEGER_TOO_LARGE',
      details: { column: 'id', row: 2, received: '9007199254740993' },
    });
  });

  test('keep their digits as texts, nested ones too', async () => {
    const url = await serve((_request, response) => response.end(body.replace('{"id": 1,', '{"id": [-9007199254740993],')));
    const opened = await openSource(httpApi({ url, rows: 'items' }), surroundingsOf('/'), { id: 'string' });
    expect(await readAll(opened)).toEqual([
      { id: '["-9007199254740993"]', text: '9007199254740993' },
      { id: '9007199254740993', text: '"12345678901234567890' },
    ]);
  });

  test('lead to the next page as cursors', async () => {
    const url = await serve((_request, response, { searchParams }) => {
      const after = searchParams.get('cursor');
      response.end(`{"items": [{"after": "${after ?? ''}"}], "next": ${after === null ? '9007199254740993' : 'null'}}`);
    });
    const { rows } = await read({ url, rows: 'items', pagination: { by: 'cursor', next: 'next' } });
    expect(rows).toEqual([{ after: null }, { after: '9007199254740993' }]);
  });
});

describe('secrets', () => {
  test('sends secrets in headers and query', async () => {
    const url = await serve(({ headers }, response, { searchParams }) => {
      json(response, [{ header: headers['x-key'], key: searchParams.get('key') }]);
    });
    const { rows } = await read({ url, headers: { 'X-Key': secret('TOKEN') }, query: { key: secret('TOKEN') } }, { TOKEN: 'hush-1' });
    expect(rows).toEqual([{ header: 'hush-1', key: 'hush-1' }]);
  });

  test('refuses a secret that is not set', async () => {
    await expect(read({ url: 'http://127.0.0.1:9/', headers: { 'X-Key': secret('TOKEN') } })).rejects.toMatchObject({
      code: 'SECRET_MISSING',
    });
  });

  test.each([
    { why: 'of a refusing server', url: () => serve((_request, response) => response.writeHead(403).end()), token: 'hush-2' },
    { why: 'of a server that is not there', url: () => Promise.resolve('http://127.0.0.1:9/'), token: 'hush-2' },
    { why: 'of a header that cannot be sent', url: () => Promise.resolve('http://127.0.0.1:9/'), token: 'hush-2\n' },
  ])('keeps secrets out of the error $why', async ({ url, token }) => {
    const options = { url: await url(), headers: { 'X-Key': secret('TOKEN') }, query: { key: secret('TOKEN') } };
    const error: unknown = await read(options, { TOKEN: token }).catch((thrown: unknown) => thrown);
    expect(isLeatError(error)).toBe(true);
    expect(JSON.stringify([error, String(error), (error as Error).cause])).not.toContain('hush');
  });
});
