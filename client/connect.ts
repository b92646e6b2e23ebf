import type { MetadataStore } from '../stores/metadata/metadata-store.js';
import type { ArtifactStore } from '../stores/artifacts/artifact-store.js';
import { SecretBox } from '../stores/secret-box.js';
import { requireDigest } from '../stores/artifacts/digest.js';
import { readDocument } from '../stores/artifacts/documents.js';
import { Audit } from './audit.js';
import { Backfills } from './backfills.js';
import { Events } from './events.js';
import type { ClientSettings } from './client-settings.js';
import { Keys } from './keys.js';
import { Models } from './models.js';
import { Pipelines } from './pipelines.js';
import { Provenance } from './provenance.js';
import { Releases } from './releases.js';
import { Runs } from './runs.js';
import { Schedules } from './schedules.js';
import { TemporalLink } from './temporal-link.js';
import { Webhooks } from './webhooks.js';

/** Stores that the caller has open already; the client leaves them open when it is closed. */
export interface OpenStores {
  readonly metadata: MetadataStore;
  readonly artifacts: ArtifactStore;
}

/** Starts and follows runs, and looks into the registry. */
export interface LeatClient {
  readonly runs: Runs;
  readonly pipelines: Pipelines;
  readonly models: Models;
  readonly releases: Releases;
  readonly provenance: Provenance;
  readonly schedules: Schedules;
  readonly backfills: Backfills;
  readonly events: Events;
  readonly webhooks: Webhooks;
  readonly keys: Keys;
  readonly audit: Audit;
  /** Reads an artifact that Leat wrote as JSON, such as an evaluation. */
  document(digest: string): Promise<unknown>;
  /** The bytes of an artifact. */
  artifact(digest: string): Promise<Uint8Array>;
  /** Says why artifacts cannot be written, for `leat doctor`. @throws LeatError `STORAGE_*` */
  checkArtifacts(): Promise<void>;
  /** Says whether Temporal answers, for `leat doctor`. @throws LeatError `TEMPORAL_UNREACHABLE` */
  temporalVersion(): Promise<string>;
  /** Ends the connection to Temporal, and closes the stores that were opened here. */
  close(): Promise<void>;
}

/**
 * Opens the stores. Temporal is reached by the first call that needs it, so that looking at finished
 * runs works without a server.
 *
 * @throws LeatError `METADATA_UNREACHABLE`, `STORAGE_*`
 */
export async function connect(settings: ClientSettings, stores?: OpenStores): Promise<LeatClient> {
  const { metadata, artifacts } = stores ?? (await openStores(settings.stores));
  const temporal = new TemporalLink(settings.temporal);
  const { taskQueue } = settings;
  const pipelines = new Pipelines({ temporal, metadata, taskQueue });
  const runs = new Runs({ temporal, metadata, taskQueue, pipelines });
  return {
    runs,
    pipelines,
    events: new Events({ metadata, runs, pipelines }),
    models: new Models({ metadata, artifacts }),
    releases: new Releases({ metadata, temporal, taskQueue: settings.taskQueue }),
    provenance: new Provenance({ metadata, artifacts }),
    schedules: new Schedules({ temporal, taskQueue }),
    backfills: new Backfills({ temporal, taskQueue }),
    webhooks: new Webhooks({ temporal, metadata, taskQueue, box: settings.sealing && new SecretBox(settings.sealing) }),
    keys: new Keys({ metadata }),
    audit: new Audit({ metadata }),
    artifact: (digest) => artifacts.get(requireDigest(digest)),
    checkArtifacts: () => artifacts.check(),
    document: (digest) => readDocument(artifacts, digest),
    temporalVersion: () => temporal.call(async ({ workflowService }) => (await workflowService.getSystemInfo({})).serverVersion),
    async close() {
      await temporal.close();
      if (stores === undefined) await metadata.close();
    },
  };
}

async function openStores({ metadata, artifacts }: ClientSettings['stores']): Promise<OpenStores> {
  const [{ openMetadataStore }, { openArtifactStore }] = await Promise.all([
    import('../stores/metadata/open-metadata-store.js'),
    import('../stores/artifacts/open-artifact-store.js'),
  ]);
  const opened = openMetadataStore(metadata);
  await opened.migrate();
  return { metadata: opened, artifacts: await openArtifactStore(artifacts) };
}
