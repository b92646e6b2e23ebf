import { pino } from 'pino';
import { connect } from '../../client/index.js';
import type { Config } from '../../config/config.js';
import type { ModelContent } from '../../core/model/model-card.js';
import { InferencePool } from '../../inference/inference-pool.js';
import { createServer } from '../../server/create-server.js';
import { openArtifactStore } from '../../stores/artifacts/open-artifact-store.js';
import { saveModel } from '../../stores/artifacts/models.js';
import { openMetadataStore } from '../../stores/metadata/open-metadata-store.js';

export interface ProjectServer {
  register(model: string, content: ModelContent): Promise<number>;
  /** Asks once a few milliseconds with ever new keys until it is stopped. */
  keepAsking(model: string, rowOf?: (turn: number) => Record<string, unknown>): () => Promise<void>;
  predict(model: string, row: Record<string, unknown>, key?: string): Promise<{ model: string; id: string; status: number }>;
  stop(): Promise<void>;
}

/** An HTTP server over the stores of a test's project, which its workers share. */
export async function serveProject(config: Config): Promise<ProjectServer> {
  const { stores } = config;
  const artifacts = await openArtifactStore(stores.artifacts);
  const metadata = openMetadataStore(stores.metadata);
  await metadata.migrate();
  const pool = new InferencePool({ threads: 1 });
  const options = { pollMs: 50, recordMs: 100, predictionLog: { rate: 1, everyMs: 200 } };
  const client = await connect(config, { metadata, artifacts });
  const server = createServer({
    artifacts,
    metadata,
    pool,
    client,
    log: pino({ level: 'silent' }),
    host: '127.0.0.1',
    port: 0,
    ...options,
  });
  const { url } = await server.start();
  const predict: ProjectServer['predict'] = async (model, row, key) => {
    const body = JSON.stringify({ rows: [row], ...(key === undefined ? {} : { key }) });
    const reply = await fetch(`${url}/api/v1/models/${model}/predict`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body,
    });
    return { ...((await reply.json()) as { model: string; id: string }), status: reply.status };
  };
  return {
    async register(model, content) {
      const { digest } = await saveModel(artifacts, content);
      return (await metadata.registerVersion({ model, artifact: digest, evaluation: null, runId: null })).version;
    },
    predict,
    keepAsking(model, rowOf = () => ({ x: 1 })) {
      const ended = new AbortController();
      const asking = (async () => {
        for (let turn = 0; !ended.signal.aborted; turn++) {
          await predict(model, rowOf(turn));
          await new Promise((resolve) => setTimeout(resolve, 5));
        }
      })();
      return async () => {
        ended.abort();
        await asking;
      };
    },
    async stop() {
      await server.stop();
      await client.close();
      await pool.close();
      await metadata.close();
    },
  };
}
