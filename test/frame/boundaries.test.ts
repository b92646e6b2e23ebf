import { execFile } from 'node:child_process';
import { createRequire } from 'node:module';
import { resolve } from 'node:path';
import { promisify } from 'node:util';
import { build } from 'esbuild';
import { expect, test } from 'vitest';
import { z } from 'zod';

const run = promisify(execFile);
const cruiser = resolve('node_modules/dependency-cruiser/bin/dependency-cruise.mjs');

/** The parts of dependency-cruiser's report and configuration that are read here. */
const report = z.object({
  summary: z.object({ violations: z.array(z.object({ rule: z.object({ name: z.string() }), from: z.string() })) }),
});
const configuration = z.object({ forbidden: z.array(z.object({ name: z.string() })) });

test('breaks every rule of the import contract in the fixture that breaks each on purpose', async () => {
  const { forbidden } = configuration.parse(createRequire(import.meta.url)('../../.dependency-cruiser.cjs'));
  const { summary } = await cruise('test/fixtures/boundaries');

  const broken = new Set(summary.violations.map(({ rule }) => rule.name));
  expect([...broken].sort()).toEqual(forbidden.map(({ name }) => name).sort());
});

test('bundles nothing into the workflows but pipelines, errors and Temporal', async () => {
  // A neutral platform knows no Node built-in: an import of one would be an error.
  const { metafile } = await build({
    entryPoints: ['workflows/index.ts'],
    bundle: true,
    write: false,
    metafile: true,
    platform: 'neutral',
    mainFields: ['main'],
  });
  const foreign = Object.keys(metafile.inputs).filter(
    (path) => !/^(workflows|core\/pipeline|core\/schedule)\/|^core\/(errors|error-codes)\.ts$|node_modules/.test(path),
  );
  expect(foreign).toEqual([]);
  expect(Object.keys(metafile.inputs).filter((path) => /node_modules\/(arquero|onnxruntime|zod|kysely)/.test(path))).toEqual([]);
});

/** It exits with the number of violations, having printed its report. */
async function cruise(folder: string): Promise<z.infer<typeof report>> {
  const parameters = [
    cruiser,
    '--config',
    resolve('.dependency-cruiser.cjs'),
    '--ts-config',
    resolve('tsconfig.json'),
    '--output-type',
    'json',
    '.',
  ];
  const { stdout } = await run(process.execPath, parameters, { cwd: folder, maxBuffer: 2 ** 25 }).catch((error: unknown) => {
    if (error instanceof Error && 'stdout' in error) return { stdout: String(error.stdout) };
    throw error;
  });
  return report.parse(JSON.parse(stdout));
}
