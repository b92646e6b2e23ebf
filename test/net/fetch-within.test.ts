import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { expect, onTestFinished, test } from 'vitest';
import { fetchWithin } from '../../net/fetch-within.js';
import { expectRejection } from '../support/expect-refusal.js';

const machine = { allow: ['127.0.0.1'] };
const get = { method: 'GET', headersTravel: false } as const;

/** @returns Its origin. */
async function serve(answer: (request: IncomingMessage, response: ServerResponse) => void): Promise<string> {
  const server = createServer(answer);
  await once(server.listen(0, '127.0.0.1'), 'listening');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`; // it listens on a port
}

/** Answers with a redirect. */
function to(location: string, status = 302) {
  return (_request: IncomingMessage, response: ServerResponse): void => {
    response.writeHead(status, { location }).end();
  };
}

test('reaches what is allowed, and nothing else, by an address or by a name', async () => {
  let asked = 0;
  const origin = await serve((_request, response) => response.end(String(++asked)));
  expect(await (await fetchWithin(machine, new URL(origin), get)).text()).toBe('1');
  await expectRejection(fetchWithin({ allow: [] }, new URL(origin), get), 'ADDRESS_FORBIDDEN', '127.0.0.1');
  const named = new URL(origin.replace('127.0.0.1', 'localhost'));
  await expectRejection(fetchWithin({ allow: [] }, named, get), 'ADDRESS_FORBIDDEN', 'localhost (');
  expect(await (await fetchWithin({ allow: ['localhost'] }, named, get)).text()).toBe('2');
  expect(asked).toBe(2);
});

test.each(['http://2130706433', 'http://0x7f.1', 'http://[::ffff:127.0.0.1]', 'http://169.254.169.254'])(
  'sees through the address written as %s',
  async (address) => {
    await expectRejection(fetchWithin({ allow: [] }, new URL(address), get), 'ADDRESS_FORBIDDEN', 'expected');
  },
);

test('follows three redirects, and not a fourth', async () => {
  const origin = await serve((request, response) => {
    const left = Number((request.url ?? '').slice(1));
    if (left === 0) response.end('there');
    else to(`/${String(left - 1)}`)(request, response);
  });
  expect(await (await fetchWithin(machine, new URL('/3', origin), get)).text()).toBe('there');
  expect((await fetchWithin(machine, new URL('/4', origin), get)).status).toBe(302);
});

test('checks where a redirect leads as it checks the first address', async () => {
  const origin = await serve(to('http://169.254.169.254/latest/meta-data'));
  await expectRejection(fetchWithin(machine, new URL(origin), get), 'ADDRESS_FORBIDDEN', '169.254.169.254');
  const elsewhere = await serve(to('http://10.0.0.1/'));
  await expectRejection(fetchWithin(machine, new URL(elsewhere), get), 'ADDRESS_FORBIDDEN', '10.0.0.1');
});

test('keeps headers from another server, unless they may travel', async () => {
  const seen: (string | undefined)[] = [];
  const target = await serve(({ headers }, response) => {
    seen.push(headers['x-token'] as string | undefined); // it comes once
    response.end();
  });
  const origin = await serve(to(target));
  for (const headersTravel of [false, true])
    await fetchWithin(machine, new URL(origin), { ...get, headers: { 'x-token': 'secret' }, headersTravel });
  expect(seen).toEqual([undefined, 'secret']);
});

test('sends a POST again where it stays one, and does not make a GET of it', async () => {
  const target = await serve((request, response) => {
    void text(request).then((body) => response.end(`${request.method ?? ''} ${body}`));
  });
  const post = { method: 'POST', body: 'event', headersTravel: true } as const;
  const [kept, changed] = [await serve(to(target, 307)), await serve(to(target, 302))];
  expect(await (await fetchWithin(machine, new URL(kept), post)).text()).toBe('POST event');
  expect((await fetchWithin(machine, new URL(changed), post)).status).toBe(302);
});

test('does not follow a redirect to another kind of address', async () => {
  const origin = await serve(to('file:///etc/passwd'));
  expect((await fetchWithin(machine, new URL(origin), get)).status).toBe(302);
});
