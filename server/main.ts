import type { Logger } from 'pino';
import { connect } from '../client/connect.js';
import type { ClientSettings } from '../client/client-settings.js';
import { collectSoon } from '../config/collect-soon.js';
import { InferencePool, type InferencePoolOptions } from '../inference/inference-pool.js';
import { openArtifactStore } from '../stores/artifacts/open-artifact-store.js';
import { openMetadataStore } from '../stores/metadata/open-metadata-store.js';
import { createServer, type Server } from './create-server.js';
import type { InferenceSettings } from '../config/config.js';
import type { Revealable } from '../core/pipeline/secret.js';
import { secretsFrom } from '../config/environment.js';
import type { PredictionLogSettings } from './traffic/prediction-log.js';
import type { GivenLimits } from './server-limits.js';

/** As the configuration has it: the key of the hashes may be the name of a secret. */
type GivenPredictionLog = { readonly [K in Exclude<keyof PredictionLogSettings, 'salt'>]?: PredictionLogSettings[K] | undefined } & {
  readonly salt?: Revealable | undefined;
};

/** What of the configuration the server needs; `Config` of config/ has this form. */
export interface ServerConfig extends ClientSettings {
  readonly server: {
    readonly host: string;
    readonly port: number;
    readonly requireKeys?: boolean;
    readonly limits?: GivenLimits;
    readonly inference?: InferenceSettings;
    readonly predictionLog?: GivenPredictionLog;
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
  { server: { host, port, requireKeys = false, limits = {}, inference = {}, predictionLog = {} }, ...settings }: ServerConfig,
  log: Logger,
  { insecure = false }: { insecure?: boolean } = {},
): Promise<RunningServer> {
  collectSoon();
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
    const options = { requireKeys, insecure, limits, predictionLog: revealed(predictionLog) };
    const server = createServer({ metadata, artifacts, pool, client, log, host, port, ...options });
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

/** @throws LeatError `SECRET_MISSING` */
function revealed({ salt, ...given }: GivenPredictionLog): Partial<PredictionLogSettings> {
  const settings = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)) as Partial<PredictionLogSettings>; // its own fields
  if (salt === undefined) return settings;
  return { ...settings, salt: typeof salt === 'string' ? salt : secretsFrom(process.env)(salt.secret) };
}
