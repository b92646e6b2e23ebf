import { pino } from 'pino';
import { connect } from '../../client/index.js';
import type { Config } from '../../config/config.js';
import type { ModelContent } from '../../core/model/model-card.js';
import { InferencePool } from '../../inference/inference-pool.js';
import { createServer } from '../../server/create-server.js';
import type { PredictionLogSettings } from '../../server/traffic/prediction-log.js';
import { openArtifactStore } from '../../stores/artifacts/open-artifact-store.js';
import { saveModel } from '../../stores/artifacts/models.js';
import { openMetadataStore } from '../../stores/metadata/open-metadata-store.js';

export interface ProjectServer {
  register(model: string, content: ModelContent): Promise<number>;
  /** Asks once a few milliseconds with ever new keys until it is stopped. */
  keepAsking(model: string, rowOf?: (turn: number) => Record<string, unknown>): () => Promise<void>;
  predict(model: string, row: Record<string, unknown>, key?: string): Promise<{ model: string; id: string; status: number }>;
  /** All rows in one request. */
  predictAll(model: string, rows: readonly Record<string, unknown>[], key?: string): Promise<{ model: string; id: string; status: number }>;
  /** Says what predictions should have been. */
  label(labels: readonly { id: string; label: string | number }[]): Promise<void>;
  stop(): Promise<void>;
}

/** An HTTP server over the stores of a test's project, which its workers share. */
export async function serveProject(config: Config, log: Partial<PredictionLogSettings> = {}): Promise<ProjectServer> {
  const { stores } = config;
  const artifacts = await openArtifactStore(stores.artifacts);
  const metadata = openMetadataStore(stores.metadata);
  await metadata.migrate();
  const pool = new InferencePool({ threads: 1 });
  const options = { pollMs: 50, recordMs: 100, predictionLog: { rate: 1, everyMs: 200, ...log } };
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
  const post = (path: string, body: unknown): Promise<Response> =>
    fetch(`${url}/api/v1/${path}`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });
  const predictAll: ProjectServer['predictAll'] = async (model, rows, key) => {
    const reply = await post(`models/${model}/predict`, { rows, ...(key === undefined ? {} : { key }) });
    return { ...((await reply.json()) as { model: string; id: string }), status: reply.status };
  };
  const predict: ProjectServer['predict'] = (model, row, key) => predictAll(model, [row], key);
  return {
    async register(model, content) {
      const { digest } = await saveModel(artifacts, content);
      return (await metadata.registerVersion({ model, artifact: digest, evaluation: null, runId: null })).version;
    },
    predict,
    predictAll,
    async label(labels) {
      const { status } = await post('feedback', { labels });
      if (status !== 202) throw new Error(`expected the labels to be taken, got ${String(status)}`);
    },
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
