import { execFileSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { resolve } from 'node:path';
import { expect, test } from 'vitest';
import { temporaryFolder } from '../support/temporary-folder.js';

const open = 'open(new Uint8Array(0)).catch(() => undefined)';

test.each([
  ['this thread', `(await import(RUNNER)).createGraphRunner().${open};`],
  [
    'a thread of a pool',
    `const { InferencePool } = await import(POOL); const pool = new InferencePool({ threads: 1 });
     await pool.open('sha256:0', new Uint8Array(0)).catch(() => undefined); await pool.close();`,
  ],
])('loads ONNX Runtime in %s without the files of its telemetry', (_where, code) => {
  const folder = temporaryFolder();
  const names = { RUNNER: resolve('dist/inference/graph-runner.js'), POOL: resolve('dist/inference/inference-pool.js') };
  const script = code.replace(/RUNNER|POOL/g, (name) => JSON.stringify(names[name as keyof typeof names])); // the two that match
  execFileSync(process.execPath, ['--input-type=module', '-e', script], { env: { PATH: process.env['PATH'], TMPDIR: folder } });
  expect(readdirSync(folder)).toEqual([]);
});
