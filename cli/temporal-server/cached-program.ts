import { existsSync } from 'node:fs';
import { chmod, mkdir, rename, rm } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { withFileLock } from './with-file-lock.js';

/** Of the `temporal` program. Newer ones cannot be built by `go install`. */
export const TEMPORAL_VERSION = '1.5.1';

/** Where the program is kept for all projects of this user. */
export function cachedProgram(environment: NodeJS.ProcessEnv): string {
  const caches = environment['XDG_CACHE_HOME'] ?? join(environment['HOME'] ?? homedir(), '.cache');
  return join(caches, 'leat', `temporal-${TEMPORAL_VERSION}`, 'temporal');
}

export interface MakeProgram {
  /** Where to keep it. */
  readonly program: string;
  /** Makes the program somewhere in an empty folder and returns its path, or says why it cannot. */
  readonly make: (folder: string) => Promise<{ made: string } | { missing: string }>;
  readonly report: (message: string) => void;
}

/** Makes the program once, however many processes ask for it at once; a broken attempt leaves nothing behind. */
export async function makeProgram({ program, make, report }: MakeProgram): Promise<{ program: string } | { missing: string }> {
  const folder = dirname(program);
  await mkdir(folder, { recursive: true });
  const onWait = (): void => {
    report('another process is getting the Temporal server: waiting for it');
  };
  return withFileLock(
    `${program}.lock`,
    async () => {
      if (existsSync(program)) return { program }; // made by the process that was waited for
      const workshop = join(folder, 'making');
      await rm(workshop, { recursive: true, force: true }); // of a process that was killed
      await mkdir(workshop);
      try {
        const result = await make(workshop);
        if ('missing' in result) return result;
        await chmod(result.made, 0o755);
        await rename(result.made, program);
        return { program };
      } finally {
        await rm(workshop, { recursive: true, force: true });
      }
    },
    onWait,
  );
}
