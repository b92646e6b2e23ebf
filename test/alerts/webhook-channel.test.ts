import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { Webhook } from 'standardwebhooks';
import { afterEach, expect, test } from 'vitest';
import type { Alert } from '../../alerts/alert.js';
import { openChannels } from '../../alerts/open-channels.js';
import { expectRefusal, expectRejection } from '../support/expect-refusal.js';

const SECRET = Buffer.from('a secret of the test, long enough').toString('base64');
const alert: Alert = {
  id: 'run.failed:1',
  event: 'run.failed',
  time: new Date(0),
  subject: 'run/1',
  summary: 'it failed',
  data: { code: 'STAGE_FAILED' },
};
const surroundings = { log: { error: () => undefined }, secret: () => SECRET };

let receiver: Server;
const received: { headers: Record<string, string>; body: string }[] = [];

/** A real receiver that answers with these statuses, one a request; 0 stands for no answer. */
async function receive(...statuses: number[]): Promise<string> {
  received.length = 0;
  receiver = createServer((request, response) => {
    void text(request).then((body) => {
      received.push({ headers: request.headers as Record<string, string>, body });
      const status = statuses.shift() ?? 500;
      if (status > 0) response.writeHead(status, { location: '/elsewhere' }).end();
    });
  }).listen(0, '127.0.0.1');
  await once(receiver, 'listening');
  return `http://127.0.0.1:${String((receiver.address() as AddressInfo).port)}/hook?token=hidden`;
}

const webhook = (url: string, settings: object = { secret: { secret: 'HOOK' } }) => {
  const configured = { kind: 'webhook', url, ...settings };
  const channel = openChannels([configured], surroundings)[1];
  if (channel === undefined) throw new Error('expected the log and the webhook');
  return channel;
};

afterEach(() => {
  receiver.closeAllConnections();
  receiver.close();
});

test('posts a CloudEvent whose signature the receiver can verify', async () => {
  await webhook(await receive(204)).send(alert);
  const [request] = received;
  const event: unknown = new Webhook(SECRET).verify(request?.body ?? '', request?.headers ?? {});
  expect(event).toMatchObject({
    specversion: '1.0',
    id: 'run.failed:1',
    type: 'run.failed',
    subject: 'run/1',
    data: { summary: 'it failed', code: 'STAGE_FAILED' },
  });
});

test('refuses an answer that is not of success, and hides the rest of the address', async () => {
  const channel = webhook(await receive(503, 200));
  const rejected = channel.send(alert);
  await expectRejection(rejected, 'ALERT_REFUSED', 'status 503');
  await rejected.catch((error: unknown) => {
    expect(String(error)).not.toContain('hidden');
  });
  await channel.send(alert);
  expect(received.map(({ headers }) => headers['webhook-id'])).toEqual(['run.failed:1', 'run.failed:1']);
});

test('leaves the signature out without a secret', async () => {
  await webhook(await receive(204), {}).send(alert);
  expect(received[0]?.headers).toMatchObject({ 'webhook-id': 'run.failed:1' });
  expect(received[0]?.headers).not.toHaveProperty('webhook-signature');
});

test('refuses a redirection, which would lose the event', async () => {
  await expectRejection(webhook(await receive(302, 200)).send(alert), 'ALERT_REFUSED', 'status 302');
  expect(received).toHaveLength(1);
});

test('refuses a receiver that does not answer in time, and one that is not there', async () => {
  const url = await receive(0);
  await expectRejection(webhook(url, { timeoutMs: 100 }).send(alert), 'ALERT_REFUSED', 'timeout');
  receiver.closeAllConnections();
  receiver.close();
  await expectRejection(webhook(url).send(alert), 'ALERT_REFUSED', 'ECONNREFUSED');
});

test('refuses a secret that cannot sign at the start, and keeps it to itself', async () => {
  const settings = { kind: 'webhook', url: await receive(), secret: { secret: 'HOOK' } };
  const open = () => openChannels([settings], { ...surroundings, secret: () => 'not base64!' });
  expectRefusal(open, 'ALERT_CHANNEL_INVALID', 'value of secret "HOOK"');
  expect(open).toThrow(expect.not.objectContaining({ message: expect.stringContaining('not base64!') as string }));
});

test('refuses an unknown kind and a wrong setting by name', async () => {
  await receive();
  const unreadable = { kind: 'webhook', url: 'nowhere' };
  expectRefusal(() => openChannels([{ kind: 'webhok' }], surroundings), 'ALERT_CHANNEL_INVALID', 'did you mean "webhook"?');
  expectRefusal(() => openChannels([unreadable], surroundings), 'ALERT_CHANNEL_INVALID', 'url');
});
