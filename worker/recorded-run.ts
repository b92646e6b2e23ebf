import { LeatError } from '../core/errors.js';
import type { RunRecord } from '../stores/metadata/metadata-store.js';
import type { ThreadServices } from './thread-services.js';

/** @throws LeatError `RUN_UNKNOWN` */
export async function recordedRun(id: string, { metadata }: Pick<ThreadServices, 'metadata'>): Promise<RunRecord> {
  const run = await metadata.run(id);
  if (run === null) throw new LeatError('RUN_UNKNOWN', `expected the id of a recorded run, got "${id}"`, { details: { run: id } });
  return run;
}
