import { afterEach, expect, test } from 'vitest';
import type { AlertChannel } from '../../alerts/alert-channel.js';
import { openChannels } from '../../alerts/open-channels.js';
import { alertSettings } from '../../core/pipeline/alert-settings.js';
import { messageOf, raised } from '../support/alert-message-of.js';
import { expectRejection } from '../support/expect-refusal.js';
import { HttpReceiver } from '../support/http-receiver.js';
import { thisMachine } from '../support/this-machine.js';

/** What is read of a message in Slack's form. */
interface SlackBody {
  readonly text: string;
  readonly blocks: readonly {
    readonly type: string;
    readonly text?: { readonly text: string };
    readonly fields?: readonly { readonly text: string }[];
  }[];
}

let receiver: HttpReceiver;

afterEach(() => {
  receiver.end();
});

function slack(): AlertChannel {
  const { channels } = alertSettings.parse({ channels: { ops: { kind: 'slack', url: { secret: 'SLACK' } } } });
  const channel = openChannels({ channels }, { secret: () => receiver.url, network: thisMachine }).get('ops');
  if (channel === undefined) throw new Error('expected the channel');
  return channel;
}

const received = (): SlackBody => JSON.parse(receiver.requests[0]?.body ?? '') as SlackBody; // as the channel writes it

test('posts title, fields, log, what to type and link as blocks', async () => {
  receiver = await HttpReceiver.start(200);
  const alert = raised({ stage: 'train', code: 'STAGE_FAILED', message: 'cost < 0 & rising', next: 'leat resume r1' });
  await slack().send(messageOf([alert], { logLines: ['epoch 1', 'epoch 2'], serverUrl: 'https://leat.example' }));
  const { text, blocks } = received();
  expect(text).toContain('Run failed: penguins, stage train');
  expect(blocks[0]).toEqual({ type: 'header', text: { type: 'plain_text', text: '🔴 Run failed: penguins, stage train' } });
  expect(blocks[1]?.text?.text).toBe('cost &lt; 0 &amp; rising');
  expect(blocks[2]?.fields?.map((field) => field.text)).toContain('*Code*\nSTAGE_FAILED');
  expect(blocks.slice(3).map((block) => block.text?.text)).toEqual([
    '*Last lines of the log*\n```epoch 1\nepoch 2```',
    '*Type next*\n```leat resume r1```',
    '<https://leat.example/api/v1/runs/r1|Open>',
  ]);
});

test('keeps within the lengths that Slack takes', async () => {
  receiver = await HttpReceiver.start(200);
  const pipeline = 'p'.repeat(400);
  const alerts = Array.from({ length: 12 }, (_, index) => raised({ id: String(index), pipeline, message: 'm'.repeat(5_000) }));
  await slack().send(messageOf(alerts, { logLines: ['l'.repeat(9_000)] }));
  for (const { type, text } of received().blocks) expect(text?.text.length).toBeLessThanOrEqual(type === 'header' ? 150 : 3_000);
});

test('refuses by its origin alone: the address is the secret', async () => {
  receiver = await HttpReceiver.start(404);
  const rejected = slack().send(messageOf([raised()]));
  await expectRejection(rejected, 'ALERT_REFUSED', 'got status 404');
  await rejected.catch((error: unknown) => {
    expect(String(error)).not.toContain('token');
  });
});
