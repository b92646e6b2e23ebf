import { afterEach, beforeEach, expect, test } from 'vitest';
import type { AlertChannel } from '../../alerts/alert-channel.js';
import { openChannels } from '../../alerts/open-channels.js';
import { alertSettings } from '../../core/pipeline/alert-settings.js';
import { messageOf, raised } from '../support/alert-message-of.js';
import { expectRejection } from '../support/expect-refusal.js';
import { MailReceiver } from '../support/mail-receiver.js';
import { thisMachine } from '../support/this-machine.js';

let receiver: MailReceiver;

beforeEach(async () => {
  receiver = await MailReceiver.start();
});

afterEach(async () => {
  await receiver.end();
});

function smtp(settings: object = {}, password = receiver.password): AlertChannel {
  const mail = {
    kind: 'smtp',
    host: '127.0.0.1',
    port: receiver.port,
    security: 'none',
    from: 'leat@example.org',
    to: ['ops@example.org'],
  };
  const { channels } = alertSettings.parse({ channels: { mail: { ...mail, user: 'leat', password: { secret: 'MAIL' }, ...settings } } });
  const channel = openChannels({ channels }, { secret: () => password, network: thisMachine }).get('mail');
  if (channel === undefined) throw new Error('expected the channel');
  return channel;
}

test('mails text and escaped HTML, by user and password', async () => {
  const alert = raised({ stage: 'train', message: '<b>bold</b> & wrong', next: 'leat resume r1' });
  expect(await smtp().send(messageOf([alert], { logLines: ['epoch <1>'] }))).toMatch(/^250/);
  const [mail = ''] = receiver.mails;
  expect(mail).toContain('Subject: [Leat] Run failed: penguins, stage train');
  expect(mail).toContain('Message-ID: <a1@leat>');
  expect(mail).toContain('<b>bold</b> & wrong'); // the text
  expect(mail).toContain('<p>&lt;b&gt;bold&lt;/b&gt; &amp; wrong</p>');
  expect(mail).toContain('<pre>epoch &lt;1&gt;</pre>');
  expect(mail).toContain('<pre>leat resume r1</pre>');
});

test('refuses what the server does not take, and is taken at the next try', async () => {
  receiver.refusals.push('the disk is full');
  const channel = smtp();
  await expectRejection(channel.send(messageOf([raised()])), 'ALERT_REFUSED', 'the disk is full');
  await channel.send(messageOf([raised()]));
  expect(receiver.mails).toHaveLength(1);
});

test('keeps the password out of the refusal, also when the server quotes it', async () => {
  const rejected = smtp({}, 'wrong battery').send(messageOf([raised()]));
  await expectRejection(rejected, 'ALERT_REFUSED', 'no entry for leat with ***');
});

test('tells whom the mail was not taken for, and does not send it to the others again', async () => {
  const answer = await smtp({ to: ['ops@example.org', 'nobody@example.org'] }).send(messageOf([raised()]));
  expect(answer).toContain('not taken for nobody@example.org');
  expect(receiver.mails).toHaveLength(1);
});

test('sends nothing over a connection that it cannot trust', async () => {
  await expectRejection(smtp({ security: 'starttls' }).send(messageOf([raised()])), 'ALERT_REFUSED', 'certificate');
  expect(receiver.mails).toEqual([]);
});
