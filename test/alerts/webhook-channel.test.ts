import { Webhook } from 'standardwebhooks';
import { afterEach, expect, test } from 'vitest';
import type { AlertChannel } from '../../alerts/alert-channel.js';
import { openChannels } from '../../alerts/open-channels.js';
import { alertSettings } from '../../core/pipeline/alert-settings.js';
import { messageOf, raised } from '../support/alert-message-of.js';
import { expectRefusal, expectRejection } from '../support/expect-refusal.js';
import { HttpReceiver } from '../support/http-receiver.js';
import { thisMachine } from '../support/this-machine.js';

const SECRET = Buffer.from('a secret of the test, long enough').toString('base64');
const message = messageOf([raised({ code: 'STAGE_FAILED' })]);

let receiver: HttpReceiver;

afterEach(() => {
  receiver.end();
});

function webhook(settings: object = { secret: { secret: 'HOOK' } }, secret = SECRET): AlertChannel {
  const { channels } = alertSettings.parse({ channels: { hook: { kind: 'webhook', url: receiver.url, ...settings } } });
  const channel = openChannels({ channels }, { secret: () => secret, network: thisMachine }).get('hook');
  if (channel === undefined) throw new Error('expected the webhook');
  return channel;
}

test('posts a CloudEvent whose signature the receiver can verify', async () => {
  receiver = await HttpReceiver.start(204);
  expect(await webhook().send(message)).toBe('status 204');
  const [request] = receiver.requests;
  const event: unknown = new Webhook(SECRET).verify(request?.body ?? '', { ...request?.headers });
  expect(event).toMatchObject({
    specversion: '1.0',
    id: 'a1',
    type: 'run.failed',
    subject: 'run/r1',
    data: { title: 'Run failed: penguins', severity: 'critical', count: 1, alerts: [{ code: 'STAGE_FAILED' }] },
  });
});

test('refuses an answer that is not of success, hides the rest of the address, and repeats under the same id', async () => {
  receiver = await HttpReceiver.start(503, 200);
  const channel = webhook();
  const rejected = channel.send(message);
  await expectRejection(rejected, 'ALERT_REFUSED', 'status 503');
  await rejected.catch((error: unknown) => {
    expect(String(error)).not.toContain('hidden');
  });
  await channel.send(message);
  expect(receiver.requests.map(({ headers }) => headers['webhook-id'])).toEqual(['a1', 'a1']);
});

test('leaves the signature out without a secret', async () => {
  receiver = await HttpReceiver.start(204);
  await webhook({}).send(message);
  expect(receiver.requests[0]?.headers).toMatchObject({ 'webhook-id': 'a1' });
  expect(receiver.requests[0]?.headers).not.toHaveProperty('webhook-signature');
});

test('refuses a redirection, which would lose the event', async () => {
  receiver = await HttpReceiver.start(302);
  await expectRejection(webhook().send(message), 'ALERT_REFUSED', 'status 302');
  expect(receiver.requests).toHaveLength(1);
});

test('refuses a receiver that does not answer in time, and one that is not there', async () => {
  receiver = await HttpReceiver.start(0);
  await expectRejection(webhook({ timeoutMs: 100 }).send(message), 'ALERT_REFUSED', 'timeout');
  const channel = webhook();
  receiver.end();
  await expectRejection(channel.send(message), 'ALERT_REFUSED', 'ECONNREFUSED');
});

test('refuses a secret that cannot sign at the start, and keeps it to itself', async () => {
  receiver = await HttpReceiver.start();
  const open = () => webhook({ secret: { secret: 'HOOK' } }, 'not base64!');
  expectRefusal(open, 'ALERT_CHANNEL_INVALID', 'alerts.channels.hook: secret: expected base64 as the value of secret "HOOK"');
  expect(open).toThrow(expect.not.objectContaining({ message: expect.stringContaining('not base64!') as string }));
});

test('refuses an address that is none at the start, and quotes it only when it is no secret', async () => {
  receiver = await HttpReceiver.start();
  expectRefusal(() => webhook({ url: 'nowhere' }), 'ALERT_CHANNEL_INVALID', 'got "nowhere"');
  expectRefusal(() => webhook({ url: { secret: 'URL' } }, 'private'), 'ALERT_CHANNEL_INVALID', 'the value of secret "URL"');
});
