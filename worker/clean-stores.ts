import type { Config } from '../config/config.js';
import { LeatError } from '../core/errors.js';
import { openArtifactStore } from '../stores/artifacts/open-artifact-store.js';
import { cleanArtifacts, type Cleaned, type Cleaning } from '../stores/clean-artifacts.js';
import type { ForgottenEvents } from '../stores/metadata/trigger-store.js';
import { openMetadataStore } from '../stores/metadata/open-metadata-store.js';

/** Longer than any stage goes on between its first output and the record of all. */
const SAFE_MS = 24 * 3_600_000;
/** Of events: longer than anybody sends one again. */
const KEPT_EVENTS_MS = 30 * 24 * 3_600_000;

/**
 * Deletes the artifacts of a project that nothing refers to, and the records of events that are old.
 *
 * @throws LeatError `RUN_IN_PROGRESS` when less than a day is to be kept while a run goes on.
 */
export async function cleanStores(
  { stores }: Config,
  { eventsOlderThanMs = KEPT_EVENTS_MS, ...cleaning }: Cleaning & { readonly eventsOlderThanMs?: number },
): Promise<Cleaned & { readonly events: ForgottenEvents }> {
  const metadata = openMetadataStore(stores.metadata);
  try {
    await metadata.migrate();
    const [running] = cleaning.olderThanMs < SAFE_MS ? await metadata.listRuns({ state: 'running', limit: 1 }) : [];
    if (running !== undefined && cleaning.dryRun !== true) {
      throw new LeatError(
        'RUN_IN_PROGRESS',
        `clean: expected at least 1d while runs go on, got ${String(cleaning.olderThanMs)} ms; run ${running.id} is running`,
        { details: { run: running.id } },
      );
    }
    const events = await metadata.forgetEvents(new Date(Date.now() - eventsOlderThanMs), { dryRun: cleaning.dryRun === true });
    return { ...(await cleanArtifacts({ artifacts: await openArtifactStore(stores.artifacts), metadata }, cleaning)), events };
  } finally {
    await metadata.close();
  }
}
