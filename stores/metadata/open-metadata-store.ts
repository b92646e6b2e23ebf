import { LeatError } from '../../core/errors.js';
import { apiKeys } from './api-keys.js';
import { attempts } from './attempts.js';
import { cloudEvents } from './cloud-events.js';
import { oldEvents } from './old-events.js';
import { checkpoints } from './checkpoints.js';
import { Database } from './database.js';
import { deployments } from './deployments.js';
import type { Engine } from './engine.js';
import { attemptOutput } from './attempt-output.js';
import { auditLog } from './audit-log.js';
import { lineage } from './lineage.js';
import type { MetadataStore } from './metadata-store.js';
import { migrate } from './migrate.js';
import { modelVersions } from './model-versions.js';
import { pipelines } from './pipelines.js';
import { postgres } from './postgres.js';
import { references } from './references.js';
import { runEvents } from './run-events.js';
import { releases } from './releases.js';
import { runs } from './runs.js';
import { serviceFigures } from './service-figures.js';
import { sqlite } from './sqlite.js';
import { stages } from './stages.js';
import { starts } from './starts.js';
import { webhooks } from './webhooks.js';

/** What the text before the colon of an address stands for. */
const ENGINES: Readonly<Record<string, (url: string) => Engine>> = {
  sqlite: (url) => sqlite(url.slice('sqlite:'.length)),
  postgres,
  postgresql: postgres,
};

/**
 * Opens the metadata store of an address such as `sqlite:.leat/leat.db` or `postgres://user@host/database`.
 * Connects at the first use; `migrate()` comes before any other.
 *
 * @throws LeatError `STORE_UNSUPPORTED` for another kind of address.
 */
export function openMetadataStore(url: string): MetadataStore {
  const [scheme = ''] = url.split(':');
  const engine = Object.hasOwn(ENGINES, scheme) ? ENGINES[scheme] : undefined;
  if (engine === undefined || url.length <= scheme.length + 1) {
    const details = { received: scheme }; // the whole address may hold a password
    throw new LeatError('STORE_UNSUPPORTED', `metadata store: expected sqlite:PATH or postgres://…, got "${scheme}:"`, { details });
  }
  const database = new Database(engine(url));
  return {
    migrate: () => migrate(database),
    close: () => database.close(),
    ...runs(database),
    ...attempts(database),
    ...attemptOutput(database),
    ...checkpoints(database),
    ...stages(database),
    ...lineage(database),
    ...modelVersions(database),
    ...deployments(database),
    ...releases(database),
    ...serviceFigures(database),
    ...apiKeys(database),
    ...auditLog(database),
    ...starts(database),
    ...runEvents(database),
    ...pipelines(database),
    ...cloudEvents(database),
    ...oldEvents(database),
    ...webhooks(database),
    ...references(database),
  };
}
