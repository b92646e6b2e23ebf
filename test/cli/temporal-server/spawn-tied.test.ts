import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { build } from 'esbuild';
import { expect, test } from 'vitest';

/** Starts a tied program that would sleep for a minute, and tells its process id. */
const PARENT = `
import { spawnTied } from './cli/temporal-server/spawn-tied.js';
console.log(spawnTied('/bin/sleep', ['60'], { output: 'pipe' }).pid);`;

test('ends the program when its parent is killed', async () => {
  const { outputFiles } = await build({
    stdin: { contents: PARENT, resolveDir: '.' },
    bundle: true,
    write: false,
    platform: 'node',
    format: 'esm',
  });
  const parent = spawn(process.execPath, ['--input-type=module', '--eval', outputFiles[0]?.text ?? '']);
  const [pid] = (await once(parent.stdout, 'data')).map(Number);
  expect(isAlive(pid)).toBe(true);

  parent.kill('SIGKILL');
  for (let tries = 0; isAlive(pid) && tries < 50; tries++) await sleep(100);
  expect(isAlive(pid)).toBe(false);
});

function isAlive(pid = 0): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
