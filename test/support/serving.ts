import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { connect } from '../../client/connect.js';
import type { ClientSettings } from '../../client/client-settings.js';
import { Keys, type NewKey } from '../../client/keys.js';
import type { ModelContent } from '../../core/model/model-card.js';
import { InferencePool, type InferencePoolOptions } from '../../inference/inference-pool.js';
import { createServer, type ServerOptions } from '../../server/create-server.js';
import type { ArtifactStore } from '../../stores/artifacts/artifact-store.js';
import { saveModel } from '../../stores/artifacts/models.js';
import { openArtifactStore } from '../../stores/artifacts/open-artifact-store.js';
import type { MetadataStore } from '../../stores/metadata/metadata-store.js';
import { openMetadataStore } from '../../stores/metadata/open-metadata-store.js';

export interface Serving {
  readonly url: string;
  readonly artifacts: ArtifactStore;
  readonly metadata: MetadataStore;
  /** Registers a model as the next version of its name. */
  register(model: string, content: ModelContent): Promise<number>;
  deploy(model: string, version: number, alias?: string): Promise<void>;
  /** Makes a key that the server knows. */
  createKey(key: Omit<NewKey, 'name'>): Promise<string>;
  get(path: string, headers?: Record<string, string>): Promise<Response>;
  post(path: string, body: unknown, headers?: Record<string, string>): Promise<Response>;
  stop(): Promise<void>;
}

type ServingOptions = Partial<
  Pick<ServerOptions, 'limits' | 'log' | 'host' | 'port' | 'drainMs' | 'insecure' | 'requireKeys' | 'recordMs' | 'predictionLog'>
> &
  InferencePoolOptions & {
    /** Where runs are started; nowhere when left out. */ readonly engine?: Pick<ClientSettings, 'temporal' | 'taskQueue' | 'stores'>;
  };

/** A port that nobody listens on. */
const nowhere = { address: '127.0.0.1:9', namespace: 'default', connection: { address: '127.0.0.1:9' } };

/** A server on a free port, over SQLite and files in a folder of its own. */
export async function startServing({ threads = 1, maxWaiting = 1000, engine, ...options }: ServingOptions = {}): Promise<Serving> {
  const folder = mkdtempSync(join(tmpdir(), 'leat-serving-'));
  const stores = engine?.stores ?? { artifacts: `file:${join(folder, 'artifacts')}`, metadata: `sqlite:${join(folder, 'leat.db')}` };
  const artifacts = await openArtifactStore(stores.artifacts);
  const metadata = openMetadataStore(stores.metadata);
  await metadata.migrate();
  const keys = new Keys({ metadata });
  if (options.requireKeys === true) await keys.create({ name: 'first', role: 'admin' }); // else it would not start
  const client = await connect(
    { taskQueue: 'none', temporal: nowhere, sealing: { file: join(folder, 'sealing.key') }, ...engine, stores },
    { metadata, artifacts },
  );
  const pool = new InferencePool({ threads, maxWaiting });
  const log = pino({ level: 'silent' });
  const server = createServer({ artifacts, metadata, pool, client, log, host: '127.0.0.1', port: 0, pollMs: 20, ...options });
  const release = async (): Promise<void> => {
    await server.stop();
    await client.close();
    await pool.close();
    await metadata.close();
    rmSync(folder, { recursive: true, force: true });
  };
  const { url } = await server.start().catch(async (error: unknown) => {
    await release();
    throw error;
  });
  return {
    url,
    artifacts,
    metadata,
    async register(model, content) {
      const { digest } = await saveModel(artifacts, content);
      const { version } = await metadata.registerVersion({ model, artifact: digest, evaluation: null, runId: null });
      return version;
    },
    async deploy(model, version, alias = 'champion') {
      await metadata.deploy({ model, alias, version, runId: null, reason: 'test' });
    },
    createKey: async (key) => (await keys.create({ name: 'test', ...key })).key,
    get: (path, headers = {}) => fetch(url + path, { headers }),
    post: (path, body, headers = {}) =>
      fetch(url + path, { method: 'POST', headers: { 'content-type': 'application/json', ...headers }, body: JSON.stringify(body) }),
    stop: release,
  };
}

/** Asks until the answer is the expected one: an alias takes effect within one look of the server. */
export async function eventually<T>(ask: () => Promise<T>, accept: (answer: T) => boolean): Promise<T> {
  for (const deadline = Date.now() + 10_000; ;) {
    const answer = await ask();
    if (accept(answer) || Date.now() > deadline) return answer;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
