import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { z } from 'zod';

const packageFile = z.object({ exports: z.record(z.string(), z.union([z.string(), z.object({ types: z.string() })])) });
const settings = z.object({ entryPoints: z.array(z.string()) });

test('describes every name that an entry point of the package gives', async () => {
  await promisify(execFile)('npx', ['typedoc', '--emit', 'none']).catch((error: unknown) => {
    throw new Error(error instanceof Error && 'stderr' in error ? String(error.stderr) : String(error));
  });
}, 120_000);

test('covers every entry point that has types', async () => {
  const { exports } = packageFile.parse(JSON.parse(await readFile('package.json', 'utf8')));
  const { entryPoints } = settings.parse(JSON.parse(await readFile('typedoc.json', 'utf8')));
  const typed = Object.values(exports).flatMap((entry) => (typeof entry === 'string' ? [] : [entry.types]));
  expect(entryPoints.map((source) => `./dist/${source.replace(/\.ts$/, '.d.ts')}`).sort()).toEqual(typed.sort());
});
