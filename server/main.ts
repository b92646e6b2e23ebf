import type { Logger } from 'pino';
import { InferencePool } from '../inference/inference-pool.js';
import { openArtifactStore } from '../stores/artifacts/open-artifact-store.js';
import { openMetadataStore } from '../stores/metadata/open-metadata-store.js';
import { createServer, type Server } from './create-server.js';

/** What of the configuration the server needs; `Config` of config/ has this form. */
export interface ServerConfig {
  readonly server: { readonly host: string; readonly port: number };
  readonly stores: { readonly artifacts: string; readonly metadata: string };
}

export interface RunningServer extends Pick<Server, 'stop'> {
  readonly url: string;
}

/**
 * Opens the stores and serves until `stop` is called.
 *
 * @throws LeatError `PORT_IN_USE`, `ADDRESS_UNUSABLE`, or what the stores refuse with.
 */
export async function startServer({ server: { host, port }, stores }: ServerConfig, log: Logger): Promise<RunningServer> {
  const artifacts = await openArtifactStore(stores.artifacts);
  const metadata = openMetadataStore(stores.metadata);
  const pool = new InferencePool();
  const release = async (): Promise<void> => {
    await pool.close();
    await metadata.close();
  };
  try {
    await metadata.migrate();
    const server = createServer({ metadata, artifacts, pool, log, host, port });
    const { url } = await server.start();
    log.info({ url }, 'server listens');
    return { url, stop: () => server.stop().then(release) };
  } catch (error) {
    await release();
    throw error;
  }
}
