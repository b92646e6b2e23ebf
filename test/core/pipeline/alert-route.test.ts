import { expect, test } from 'vitest';
import { routesOf } from '../../../core/pipeline/alert-route.js';
import { alertSettings } from '../../../core/pipeline/alert-settings.js';
import { raised } from '../../support/alert-message-of.js';

const channels = { ops: { kind: 'slack', url: 'https://a' }, hook: { kind: 'webhook', url: 'https://b' } };
const settings = (given: object) => alertSettings.parse({ channels, ...given });
const ways = (given: object, alert = raised()) => routesOf(alert, settings(given)).map(({ channel, group }) => [channel, group]);

test('sends warnings and worse to every channel without a rule', () => {
  expect(ways({})).toEqual([
    ['ops', 'ops/0/run.failed/penguins'],
    ['hook', 'hook/0/run.failed/penguins'],
  ]);
  expect(ways({}, raised({ event: 'run.completed' }))).toEqual([]);
  expect(ways({}, raised({ event: 'run.completed', severity: 'critical' }))).toHaveLength(2);
});

test('takes event, pipeline and severity of a rule together', () => {
  const rules = [{ events: ['run.*'], pipelines: ['pen*'], severity: 'critical', to: ['ops'] }];
  expect(ways({ rules })).toEqual([['ops', 'ops/0/run.failed/penguins']]);
  expect(ways({ rules }, raised({ event: 'stage.failed', severity: 'critical' }))).toEqual([]);
  expect(ways({ rules }, raised({ pipeline: 'flights' }))).toEqual([]);
  expect(ways({ rules }, raised({ severity: 'warning' }))).toEqual([]);
});

test('goes to a channel once, by the first rule that leads there', () => {
  expect(ways({ rules: [{ events: ['model.*'] }, { to: ['ops'] }, { severity: 'critical' }] })).toEqual([
    ['ops', 'ops/1/run.failed/penguins'],
    ['hook', 'hook/2/run.failed/penguins'],
  ]);
});

test('groups by what the rule says; without a window each alert is alone', () => {
  expect(ways({ rules: [{ to: ['ops'], groupBy: ['event'] }] })).toEqual([['ops', 'ops/0/run.failed']]);
  expect(ways({ rules: [{ to: ['ops'], group: '0s' }] })).toEqual([['ops', 'ops/0/run.failed/penguins/a1']]);
});

test('makes a group of its own of what a silence keeps back', () => {
  const until = '1970-01-01T01:00:00Z';
  expect(routesOf(raised(), settings({ rules: [{ to: ['ops'] }], silence: [{ until }] }))).toEqual([
    { channel: 'ops', group: 'ops/0/run.failed/penguins/silent-until-1970-01-01T01:00:00.000Z', windowMs: 60_000, silentUntil: 3_600_000 },
  ]);
});
