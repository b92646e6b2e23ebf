import { existsSync } from 'node:fs';
import { LeatError } from '../../core/errors.js';
import { buildProgram } from './build-program.js';
import { cachedProgram, makeProgram } from './cached-program.js';
import { downloadProgram } from './download-program.js';
import { findOnPath } from './find-on-path.js';

/** A running server, or the program that makes one; and the way it was found. */
export type FoundTemporal =
  | { readonly how: 'address'; readonly address: string }
  | { readonly how: 'path' | 'cache' | 'download' | 'build'; readonly program: string };

export interface FindOptions {
  readonly environment?: NodeJS.ProcessEnv;
  /** Is told what takes long, and how far it is. */
  readonly report?: (message: string) => void;
}

interface Way {
  readonly how: Exclude<FoundTemporal['how'], 'address'>;
  readonly name: string;
  find(options: Required<FindOptions>): Promise<{ program: string } | { missing: string }>;
}

/** In the order in which they are tried. */
const ways: readonly Way[] = [
  {
    how: 'path',
    name: 'PATH',
    find({ environment }) {
      const program = findOnPath('temporal', environment);
      return Promise.resolve(program === null ? { missing: 'no program `temporal`' } : { program });
    },
  },
  {
    how: 'cache',
    name: 'cache',
    find({ environment }) {
      const program = cachedProgram(environment);
      return Promise.resolve(existsSync(program) ? { program } : { missing: `no file ${program}` });
    },
  },
  {
    how: 'download',
    name: 'download',
    find: ({ environment, report }) =>
      makeProgram({ program: cachedProgram(environment), report, make: (folder) => downloadProgram(folder, environment) }),
  },
  {
    how: 'build',
    name: 'go install',
    find: ({ environment, report }) =>
      makeProgram({ program: cachedProgram(environment), report, make: (folder) => buildProgram(folder, { environment, report }) }),
  },
];

/**
 * Finds a Temporal server, or a program that makes one: TEMPORAL_ADDRESS, PATH, this user's cache, a
 * download by the SDK, a build by Go.
 *
 * @throws LeatError `TEMPORAL_NOT_FOUND` naming every way, why it failed, and what to do.
 */
export async function findTemporalServer({
  environment = process.env,
  report = () => undefined,
}: FindOptions = {}): Promise<FoundTemporal> {
  const address = environment['TEMPORAL_ADDRESS'] ?? '';
  if (address !== '') return { how: 'address', address };

  const misses = ['TEMPORAL_ADDRESS: not set'];
  for (const { how, name, find } of ways) {
    const result = await find({ environment, report });
    if ('program' in result) return { how, program: result.program };
    misses.push(`${name}: ${result.missing}`);
  }
  throw new LeatError(
    'TEMPORAL_NOT_FOUND',
    'no Temporal server to be had. Tried, in this order:\n' +
      misses.map((miss, index) => `  ${String(index + 1)}. ${miss}\n`).join('') +
      'Set TEMPORAL_ADDRESS to a running server, or put the program `temporal` on PATH, or install Go 1.24 or newer to have it built.',
  );
}
