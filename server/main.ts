import type { Logger } from 'pino';
import { InferencePool } from '../inference/inference-pool.js';
import { openArtifactStore } from '../stores/artifacts/open-artifact-store.js';
import { openMetadataStore } from '../stores/metadata/open-metadata-store.js';
import { createServer, type Server } from './create-server.js';
import type { GivenLimits } from './server-limits.js';

/** What of the configuration the server needs; `Config` of config/ has this form. */
export interface ServerConfig {
  readonly server: { readonly host: string; readonly port: number; readonly requireKeys?: boolean; readonly limits?: GivenLimits };
  readonly stores: { readonly artifacts: string; readonly metadata: string };
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
  { server: { host, port, requireKeys = false, limits = {} }, stores }: ServerConfig,
  log: Logger,
  { insecure = false }: { insecure?: boolean } = {},
): Promise<RunningServer> {
  const artifacts = await openArtifactStore(stores.artifacts);
  const metadata = openMetadataStore(stores.metadata);
  const pool = new InferencePool();
  const release = async (): Promise<void> => {
    await pool.close();
    await metadata.close();
  };
  try {
    await metadata.migrate();
    const server = createServer({ metadata, artifacts, pool, log, host, port, requireKeys, insecure, limits });
    const { url, asksForKeys } = await server.start();
    log.info({ url }, 'server listens');
    return { url, asksForKeys, stop: () => server.stop().then(release) };
  } catch (error) {
    await release();
    throw error;
  }
}
