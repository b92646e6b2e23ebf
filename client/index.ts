/** The typed client: `leat/client`. */
export type { Audit } from './audit.js';
export { connect, type LeatClient, type OpenStores } from './connect.js';
export type { ClientSettings, TemporalSettings } from './client-settings.js';
export type { Keys, NewKey, ShownKey } from './keys.js';
export type { ModelDetails, Models, ModelSummary } from './models.js';
export type { KnownPipeline, Pipelines } from './pipelines.js';
export type { Provenance } from './provenance.js';
export type { RunSnapshot, StageSnapshot } from './run-snapshot.js';
export type { Releases, RolledBack } from './releases.js';
export type { RunDetails, Runs, StartOptions } from './runs.js';
export type { RunAddress } from './run-address.js';
export type { PendingRun } from './look-at-start.js';
export type { StartKey } from './starts.js';
export type { Events } from './events.js';
export type { BackfillOptions, Backfills } from './backfills.js';
export type { Webhooks } from './webhooks.js';
export type { ScheduleChange, ScheduleDetails, Schedules } from './schedules.js';
