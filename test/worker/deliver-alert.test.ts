import { Writable } from 'node:stream';
import { pino } from 'pino';
import { expect, test } from 'vitest';
import { openChannels } from '../../alerts/open-channels.js';
import { alertSettings } from '../../core/pipeline/alert-settings.js';
import { deliverAlert } from '../../worker/deliver-alert.js';
import { LogTail } from '../../worker/log-tail.js';
import { raised } from '../support/alert-message-of.js';
import { expectRejection } from '../support/expect-refusal.js';
import { HttpReceiver } from '../support/http-receiver.js';
import { thisMachine } from '../support/this-machine.js';

test('says in the log of the run which channel did not take an alert, without its address', async () => {
  const receiver = await HttpReceiver.start(500);
  const lines: string[] = [];
  const keep = new Writable({
    write(line, _encoding, done) {
      lines.push(String(line));
      done();
    },
  });
  const { channels } = alertSettings.parse({ channels: { ops: { kind: 'slack', url: receiver.url } } });
  // A store that cannot be opened: the alert goes out without its log.
  const parts = {
    channels: openChannels({ channels }, { secret: () => '', network: thisMachine }),
    log: pino(keep),
    serverUrl: undefined,
    logTail: new LogTail('nowhere:'),
    attempt: 3,
  };
  const request = { channel: 'ops', kind: 'first', batch: { alerts: [raised({ stage: 'train' })], count: 1 } } as const;
  await expectRejection(deliverAlert(request, parts), 'ALERT_REFUSED', 'status 500');
  expect(JSON.parse(lines[0] ?? '')).toMatchObject({ channel: 'ops', runId: 'r1', attempt: 3, msg: 'an alert was not taken' });
  expect(lines.join('')).not.toContain('hidden');
  await expectRejection(deliverAlert({ ...request, channel: 'gone' }, parts), 'ALERT_CHANNEL_UNKNOWN', 'got "gone"');
  receiver.end();
});
