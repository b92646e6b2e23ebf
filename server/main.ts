import type { Logger } from 'pino';
import { connect } from '../client/connect.js';
import type { ClientSettings } from '../client/client-settings.js';
import { InferencePool, type InferencePoolOptions } from '../inference/inference-pool.js';
import { openArtifactStore } from '../stores/artifacts/open-artifact-store.js';
import { openMetadataStore } from '../stores/metadata/open-metadata-store.js';
import { createServer, type Server } from './create-server.js';
import type { InferenceSettings } from '../config/config.js';
import type { GivenLimits } from './server-limits.js';

/** What of the configuration the server needs; `Config` of config/ has this form. */
export interface ServerConfig extends ClientSettings {
  readonly server: {
    readonly host: string;
    readonly port: number;
    readonly requireKeys?: boolean;
    readonly limits?: GivenLimits;
    readonly inference?: InferenceSettings;
  };
}

export interface RunningServer extends Pick<Server, 'stop'> {
  readonly url: string;
  /** Whether it answers nobody without a key. */
  readonly asksForKeys: boolean;
}

/**
 * Opens the stores and serves until `stop` is called.
 *
 * @param insecure - Answer everyone, without keys.
 * @throws LeatError `PORT_IN_USE`, `ADDRESS_UNUSABLE`, `SERVER_UNPROTECTED`, or what the stores refuse with.
 */
export async function startServer(
  { server: { host, port, requireKeys = false, limits = {}, inference = {} }, ...settings }: ServerConfig,
  log: Logger,
  { insecure = false }: { insecure?: boolean } = {},
): Promise<RunningServer> {
  const { stores } = settings;
  const artifacts = await openArtifactStore(stores.artifacts);
  const metadata = openMetadataStore(stores.metadata);
  const client = await connect(settings, { metadata, artifacts });
  const pool = new InferencePool(poolOptions(inference));
  const release = async (): Promise<void> => {
    await client.close();
    await pool.close();
    await metadata.close();
  };
  try {
    await metadata.migrate();
    const server = createServer({ metadata, artifacts, pool, client, log, host, port, requireKeys, insecure, limits });
    const { url, asksForKeys } = await server.start();
    log.info({ url }, 'server listens');
    return { url, asksForKeys, stop: () => server.stop().then(release) };
  } catch (error) {
    await release();
    throw error;
  }
}

/** In the pool's words; what is not set is as the pool has it. */
function poolOptions({
  threads,
  queue,
  concurrency,
  timeoutMs,
  batchRows,
  batchWaitMs,
  memoryBytes,
}: InferenceSettings): InferencePoolOptions {
  return {
    ...(threads !== undefined && { threads }),
    ...(queue !== undefined && { maxWaiting: queue }),
    ...(concurrency !== undefined && { maxWaitingOfGraph: concurrency }),
    ...(timeoutMs !== undefined && { timeoutMs }),
    ...(batchRows !== undefined && { maxBatchRows: batchRows }),
    ...(batchWaitMs !== undefined && { maxBatchWaitMs: batchWaitMs }),
    ...(memoryBytes !== undefined && { memoryBytes }),
  };
}
