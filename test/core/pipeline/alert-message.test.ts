import { expect, test } from 'vitest';
import { alertEvents, type AlertEventName } from '../../../core/pipeline/alert-event.js';
import { plainText } from '../../../core/pipeline/alert-message.js';
import { messageOf, raised } from '../../support/alert-message-of.js';

test('tells of one alert: what, where, the last lines of its log, what to type, where to look', () => {
  const alert = raised({ stage: 'train', code: 'STAGE_FAILED', message: 'no memory', next: 'leat resume r1' });
  const message = messageOf([alert], { logLines: ['epoch 7'], serverUrl: 'https://leat.example/base' });
  expect(plainText(message)).toBe(`Run failed: penguins, stage train
no memory

Pipeline: penguins
Stage: train
Code: STAGE_FAILED
Run: r1
Severity: critical
Time: 1970-01-01T00:00:00.000Z

Last lines of the log:
  epoch 7

Type next:
  leat resume r1

https://leat.example/base/api/v1/runs/r1`);
});

test('tells of a storm by its first lines, and counts the rest', () => {
  const storm = Array.from({ length: 60 }, (_, index) =>
    raised({ id: `a${String(index)}`, runId: `r${String(index)}`, next: 'leat runs' }),
  );
  const { title, text, next, id, batch } = messageOf(storm, { kind: 'more' });
  expect({ title, next, id, kept: batch.alerts.length }).toEqual({
    title: '60 more: Run failed: penguins',
    next: 'leat runs',
    id: 'a0',
    kept: 50,
  });
  expect(text.split('\n')).toHaveLength(11);
  expect(text).toContain('1970-01-01T00:00:00.000Z penguins: it failed (run r0)');
  expect(text).toContain('… and 50 others');
});

test('is as severe as the worst of its alerts', () => {
  const alerts = [raised({ event: 'run.completed' }), raised({ event: 'model.degraded' }), raised({ event: 'run.held' })];
  expect(messageOf(alerts, { kind: 'silenced' })).toMatchObject({
    severity: 'critical',
    title: '3 silenced until now: Run completed, Model degraded, Run held: penguins',
  });
});

test.each(Object.keys(alertEvents) as AlertEventName[])('has a title and a severity for %s', (event) => {
  expect(messageOf([raised({ event })])).toMatchObject({
    title: `${alertEvents[event].title}: penguins`,
    severity: alertEvents[event].severity,
  });
});
