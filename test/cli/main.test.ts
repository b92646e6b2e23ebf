import { expect, test } from 'vitest';
import { runStates } from '../../core/pipeline/states.js';
import { createProject } from '../support/create-project.js';
import { freePort } from '../support/free-port.js';
import { runLeat } from '../support/run-leat.js';

test.each([
  [['rnu'], `unknown command 'rnu'; did you mean "run"?`],
  [['run'], `missing required argument 'pipeline'`],
  [['runs', '--stat', 'failed'], `unknown option '--stat'; did you mean "--state"?`],
  [['runs', '--state', 'broken'], `leat runs: state: Invalid option: expected one of ${runStates.map((state) => `"${state}"`).join('|')}`],
  [['run', 'p', '--param', 'folds'], '--param: expected NAME=VALUE, got "folds"'],
])('refuses %j as wrong usage', async (words, message) => {
  const { exitCode, stdout, stderr } = await runLeat(words, { cwd: await createProject({}) });
  expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
  expect(stderr).toContain(`error USAGE_INVALID: ${message}`);
});

test('refuses an unknown variable before anything else', async () => {
  const { exitCode, stderr } = await runLeat(['runs'], { cwd: await createProject({}), env: { LEAT_PROT: '1' } });
  expect(exitCode).toBe(2);
  expect(stderr).toContain('error CONFIG_INVALID: environment: unknown variable LEAT_PROT; did you mean "LEAT_PORT"?');
});

test('says within 10 seconds that no Temporal server answers, and where', async () => {
  const address = `127.0.0.1:${String(await freePort())}`;
  const startedAt = Date.now();
  const { exitCode, stdout } = await runLeat(['run', 'penguins', '--json'], {
    cwd: await createProject({}),
    env: { TEMPORAL_ADDRESS: address },
  });
  expect(Date.now() - startedAt).toBeLessThan(10_000);
  expect(exitCode).toBe(3);
  expect(JSON.parse(stdout)).toMatchObject({
    error: { code: 'TEMPORAL_UNREACHABLE', message: expect.stringContaining(`no Temporal server answers at ${address}`) as string },
  });
});

test('reads what is recorded without a Temporal server', async () => {
  const cwd = await createProject({});
  expect(await runLeat(['runs', '--json'], { cwd })).toMatchObject({ exitCode: 0, stdout: '{"runs":[]}\n' });
  expect(await runLeat(['models', 'list'], { cwd })).toMatchObject({ exitCode: 0, stdout: 'no models\n' });
});

test.each([
  [['show', 'latest'], 'RUN_UNKNOWN'],
  [['models', 'show', 'penguins'], 'MODEL_UNKNOWN'],
  [['predict', 'penguins', '--input', 'rows.csv'], 'MODEL_UNKNOWN'],
])('tells programs the code of what %j lacks', async (words, code) => {
  const { exitCode, stdout } = await runLeat([...words, '--json'], { cwd: await createProject({}) });
  expect(exitCode).toBe(2);
  expect(JSON.parse(stdout)).toMatchObject({ error: { code } });
});

test('checks the machine, and says how to mend what is missing', async () => {
  const address = `127.0.0.1:${String(await freePort())}`;
  const { exitCode, stdout } = await runLeat(['doctor', '--json'], { cwd: await createProject({}), env: { TEMPORAL_ADDRESS: address } });
  const { ok, checks } = JSON.parse(stdout) as { ok: boolean; checks: { name: string; ok: boolean; mend: string | null }[] };
  expect({ exitCode, ok }).toEqual({ exitCode: 1, ok: false });
  expect(checks.filter((check) => !check.ok)).toMatchObject([
    { name: 'Temporal', mend: expect.stringContaining('TEMPORAL_ADDRESS') as string },
  ]);
});
