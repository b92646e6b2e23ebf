import { LeatError } from '../../core/errors.js';
import { buildProgram } from './build-program.js';
import { cachedProgram, makeProgram } from './cached-program.js';
import { downloadProgram } from './download-program.js';
import { findOnPath } from './find-on-path.js';
import { existsSync } from 'node:fs';

/** A running server, or the program that makes one; and which way it was found. */
export type FoundTemporal =
  | { readonly how: 'address'; readonly address: string }
  | { readonly how: 'path' | 'cache' | 'download' | 'build'; readonly program: string };

export interface FindOptions {
  readonly environment?: NodeJS.ProcessEnv;
  /** Is told what takes long, and how far it is. */
  readonly report?: (message: string) => void;
}

type Way = (options: Required<FindOptions>) => Promise<{ program: string } | { missing: string }>;

/** In the order in which they are tried. */
const ways: Readonly<Record<Exclude<FoundTemporal['how'], 'address'>, Way>> = {
  path: ({ environment }) => {
    const program = findOnPath('temporal', environment);
    return Promise.resolve(program === null ? { missing: 'no `temporal` program there' } : { program });
  },
  cache: ({ environment }) => {
    const program = cachedProgram(environment);
    return Promise.resolve(existsSync(program) ? { program } : { missing: `no file ${program}` });
  },
  download: ({ environment, report }) =>
    makeProgram({ program: cachedProgram(environment), report, make: (folder) => downloadProgram(folder, environment) }),
  build: ({ environment, report }) =>
    makeProgram({ program: cachedProgram(environment), report, make: (folder) => buildProgram(folder, { environment, report }) }),
};

const NAMES: Readonly<Record<FoundTemporal['how'], string>> = {
  address: 'TEMPORAL_ADDRESS',
  path: 'PATH',
  cache: 'cache',
  download: 'download by the SDK',
  build: 'go install',
};

/**
 * Finds a Temporal server, or a program that makes one: TEMPORAL_ADDRESS, PATH, this user's cache,
 * a download, a build.
 *
 * @throws LeatError `TEMPORAL_NOT_FOUND` naming every way and why it failed.
 */
export async function findTemporalServer(options: FindOptions = {}): Promise<FoundTemporal> {
  const { environment = process.env, report = () => undefined } = options;
  const address = environment['TEMPORAL_ADDRESS'];
  if (address !== undefined && address !== '') return { how: 'address', address };

  const misses = [`${NAMES.address}: not set`];
  for (const how of ['path', 'cache', 'download', 'build'] as const) {
    const result = await ways[how]({ environment, report });
    if ('program' in result) return { how, program: result.program };
    misses.push(`${NAMES[how]}: ${result.missing}`);
  }
  throw new LeatError(
    'TEMPORAL_NOT_FOUND',
    `no Temporal server to be had. Tried:\n${misses.map((miss, index) => `  ${String(index + 1)}. ${miss}`).join('\n')}\n` +
      'Set TEMPORAL_ADDRESS to a running server, put the program `temporal` on PATH, or install Go so that it can be built.',
  );
}
