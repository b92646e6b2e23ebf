import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** A script in a fresh process, of ours or of a peer: it measures by itself, and prints its figures as one line of JSON. */
export async function runOwn<Figures>(script: string, parameters: readonly string[]): Promise<Figures> {
  const { stdout } = await run(process.execPath, ['scripts/run-typescript.js', script, ...parameters]);
  return JSON.parse(stdout) as Figures; // printed by that script
}

/** @returns Undefined without a Python that has the peers. */
export async function runPeer<Figures>(script: string, parameters: readonly string[]): Promise<Figures | undefined> {
  const python = process.env['LEAT_BENCH_PYTHON'];
  if (python === undefined) {
    sayOnce();
    return undefined;
  }
  const { stdout } = await run(python, [script, ...parameters]);
  return JSON.parse(stdout) as Figures; // likewise
}

let said = false;

function sayOnce(): void {
  if (!said) console.error('peers are left out: LEAT_BENCH_PYTHON names no Python that has them');
  said = true;
}
