import { chmodSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { cachedProgram } from '../../../cli/temporal-server/cached-program.js';
import { findTemporalServer } from '../../../cli/temporal-server/find-temporal-server.js';

let home: string;
let environment: NodeJS.ProcessEnv;

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'leat-finder-'));
  mkdirSync(join(home, 'bin'));
  // No download gets through the proxy, on any machine; /usr/bin and /bin have the shell's tools, not `temporal` or `go`.
  environment = { HOME: home, PATH: `${join(home, 'bin')}:/bin`, HTTPS_PROXY: 'http://127.0.0.1:9' };
});

afterEach(() => {
  rmSync(home, { recursive: true, force: true });
});

function writeProgram(path: string, text = 'exit 0'): string {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, `#!/bin/sh\n${text}\n`);
  chmodSync(path, 0o755);
  return path;
}

/** Stands in for Go: "compiles" for half a second, notes that it ran, and leaves a program. */
const FAKE_GO = 'sleep 0.5; echo ran >> "$HOME/go-runs"; printf "%s" "$4" > "$GOBIN/temporal"';

test('takes TEMPORAL_ADDRESS before anything else', async () => {
  writeProgram(join(home, 'bin/temporal'));
  const found = await findTemporalServer({ environment: { ...environment, TEMPORAL_ADDRESS: 'temporal.internal:7233' } });
  expect(found).toEqual({ how: 'address', address: 'temporal.internal:7233' });
});

test('takes a program on PATH before the cache', async () => {
  const program = writeProgram(join(home, 'bin/temporal'));
  writeProgram(cachedProgram(environment));
  expect(await findTemporalServer({ environment })).toEqual({ how: 'path', program });
});

test('takes the program in the cache folder that XDG_CACHE_HOME names', async () => {
  const withCache = { ...environment, XDG_CACHE_HOME: join(home, 'caches') };
  const program = writeProgram(join(home, 'caches/leat/temporal-1.5.1/temporal'));
  expect(await findTemporalServer({ environment: withCache })).toEqual({ how: 'cache', program });
});

test('builds by Go when the download fails, saying so, and finds it in the cache the next time', async () => {
  writeProgram(join(home, 'bin/go'), FAKE_GO);
  const reports: string[] = [];
  const program = cachedProgram(environment);

  expect(await findTemporalServer({ environment, report: (line) => reports.push(line) })).toEqual({ how: 'build', program });
  expect(reports.join()).toContain('go install github.com/temporalio/cli/cmd/temporal@v1.5.1');
  expect(await findTemporalServer({ environment })).toEqual({ how: 'cache', program });
});

test('builds once when two ask at the same time', async () => {
  writeProgram(join(home, 'bin/go'), FAKE_GO);
  const reports: string[] = [];
  const report = (line: string): void => void reports.push(line);
  const found = await Promise.all([findTemporalServer({ environment, report }), findTemporalServer({ environment, report })]);

  expect(found.map((each) => 'program' in each && each.program)).toEqual([cachedProgram(environment), cachedProgram(environment)]);
  expect(reports.filter((line) => line.startsWith('building'))).toHaveLength(1);
  expect(reports).toContain('another process is getting the Temporal server: waiting for it');
});

test('leaves nothing behind when a build fails', async () => {
  writeProgram(join(home, 'bin/go'), 'echo half > "$GOBIN/temporal"; echo "go: no network" >&2; exit 1');
  await expect(findTemporalServer({ environment })).rejects.toMatchObject({ code: 'TEMPORAL_NOT_FOUND' });
  expect(readdirSync(dirname(cachedProgram(environment)))).toEqual(['temporal.lock']);
});

test('names all five ways and what to do when there is none', async () => {
  const refusal = findTemporalServer({ environment });
  await expect(refusal).rejects.toMatchObject({ code: 'TEMPORAL_NOT_FOUND' });
  await expect(refusal).rejects.toThrow(
    /1\. TEMPORAL_ADDRESS: not set[^]*2\. PATH: [^]*3\. cache: [^]*4\. download: .*temporal\.download[^]*5\. go install: no `go` program[^]*Set TEMPORAL_ADDRESS/,
  );
});
