import { startServing, type Serving } from '../support/serving.js';
import { scalingModel } from '../support/tiny-models.js';
import type { FuzzOptions, OpenApi } from './fuzz-routes.js';

/** A server that has one of everything, for made-up requests to meet. */
export async function serveFuzzed(): Promise<{ serving: Serving; options: Pick<FuzzOptions, 'url' | 'document' | 'known'> }> {
  const serving = await startServing({ limits: { requestsPerSecond: 1e6 } });
  await serving.deploy('scale', await serving.register('scale', scalingModel(2)));
  const digest = await serving.artifacts.put(new TextEncoder().encode('{"rows":3}'));
  const run = {
    id: 'run-1',
    workflowId: 'run-1',
    pipeline: 'pets',
    params: {},
    seed: 1,
    plan: digest,
    resumedFrom: null,
    startedAt: new Date(),
  };
  await serving.metadata.beginRun(run, []);
  const document = (await (await serving.get('/api/v1/openapi.json')).json()) as OpenApi; // what describeRoutes makes
  const known = { model: ['scale', 'scale@champion', 'scale:1'], version: ['1'], run: ['run-1'], digest: [digest], pipeline: ['pets'] };
  return { serving, options: { url: serving.url, document, known } };
}
