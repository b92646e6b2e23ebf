import { expect, test } from 'vitest';
import { loadConfig } from '../../config/load-config.js';
import { createProject } from '../support/create-project.js';
import { expectRejection } from '../support/expect-refusal.js';

const load = async (alerts: string, server = '{}') =>
  loadConfig({ cwd: await createProject({ 'leat.config.mjs': `export default { server: ${server}, alerts: ${alerts} };` }), env: {} });

const ops = "ops: { kind: 'slack', url: { secret: 'SLACK' } }";

test('sends warnings and worse everywhere by default', async () => {
  const { alerts, server } = await load(`{ channels: { ${ops} } }`, "{ url: 'https://leat.example' }");
  expect(alerts.rules).toEqual([{ events: ['*'], pipelines: ['*'], severity: 'warning', group: '1m', groupBy: ['event', 'pipeline'] }]);
  expect(server).toMatchObject({ host: '127.0.0.1', port: 7070, url: 'https://leat.example' });
});

test.each([
  [`{ chanels: {} }`, 'alerts: unknown key "chanels"; did you mean "channels"?'],
  [`{ channels: { ops: { kind: 'slak' } } }`, 'alerts.channels.ops.kind: unknown kind "slak"; did you mean "slack"?'],
  [`{ channels: { ops: { kind: 'slack', ulr: 'x', url: 'y' } } }`, 'alerts.channels.ops: unknown key "ulr"; did you mean "url"?'],
  [`{ channels: { ${ops} }, rules: [{ sevrity: 'info' }] }`, 'alerts.rules.0: unknown key "sevrity"; did you mean "severity"?'],
  [
    `{ channels: { ${ops} }, rules: [{ to: ['opz'] }] }`,
    'alerts.rules.0.to.0: expected the name of a channel (did you mean "ops"?), got "opz"',
  ],
  [`{ rules: [{ events: ['run.faild'] }] }`, '(did you mean "run.failed"?), got "run.faild"'],
  [`{ rules: [{ group: '5 min' }] }`, 'alerts.rules.0.group: expected a duration such as "30s" or "10m", got "5 min"'],
  [`{ silence: [{ from: '22:00' }] }`, 'alerts.silence.0: expected either "from" and "to", or "until", got {"from":"22:00"}'],
  [`{ silence: [{ from: '22:00', to: '6:00' }] }`, 'alerts.silence.0.to: expected a time of day such as "22:00", got "6:00"'],
  [`{ silence: [{ from: '22:00', to: '06:00', timeZone: 'Berlin' }] }`, 'expected a time zone such as "Europe/Berlin", got "Berlin"'],
])('refuses %s', async (alerts, message) => {
  await expectRejection(load(alerts), 'CONFIG_INVALID', message);
});

test.each([`'hunter2'`, `{ secret: 'hunter2' }`])('does not quote what stands in the place of a secret: %s', async (password) => {
  const refused = load(`{ channels: { mail: { kind: 'smtp', host: 'h', from: 'a', to: ['b'], password: ${password} } } }`);
  await expectRejection(refused, 'CONFIG_INVALID', "expected secret('NAME')");
  await refused.catch((error: unknown) => {
    expect(String(error)).not.toContain('hunter2');
  });
});
