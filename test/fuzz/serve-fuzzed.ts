import { roles } from '../../core/access/role.js';
import { run } from '../contracts/metadata-records.js';
import { startServing, type Serving } from '../support/serving.js';
import { scalingModel } from '../support/tiny-models.js';
import type { FuzzOptions, OpenApi } from './fuzz-routes.js';

/** Everyone who may ask; nobody has a key, which this machine needs none of. */
export const fuzzCallers = [
  { who: 'nobody', key: null },
  { who: 'a stranger', key: null },
  ...roles.map((role) => ({ who: role, key: { role } })),
  { who: 'a limited admin', key: { role: 'admin', limits: { pipelines: ['pets'], models: ['scale'] } } },
  { who: 'a limited deployer', key: { role: 'deployer', limits: { pipelines: [], models: ['other'] } } },
] as const;

type FuzzCaller = (typeof fuzzCallers)[number]['who'];

export interface Fuzzed {
  readonly serving: Serving;
  readonly options: Pick<FuzzOptions, 'url' | 'document' | 'known'> & { readonly keys: Readonly<Record<FuzzCaller, string | undefined>> };
}

/** A server that has one of everything, for made-up requests to meet. */
export async function serveFuzzed(): Promise<Fuzzed> {
  const serving = await startServing({ limits: { requestsPerSecond: 1e6, failuresPerSecond: 1e6 } });
  await serving.deploy('scale', await serving.register('scale', scalingModel(2)));
  const digest = await serving.artifacts.put(new TextEncoder().encode('{"rows":3}'));
  await serving.metadata.beginRun({ ...run('run-1', { pipeline: 'pets' }), plan: digest }, []);
  const document = (await (await serving.get('/api/v1/openapi.json')).json()) as OpenApi; // what describeRoutes makes
  const known = { model: ['scale', 'scale@champion', 'scale:1'], version: ['1'], run: ['run-1'], digest: [digest], pipeline: ['pets'] };
  const made = fuzzCallers.map(async ({ who, key }) => [who, key === null ? undefined : await serving.createKey(key)] as const);
  const keys = { ...Object.fromEntries(await Promise.all(made)), 'a stranger': 'leat_strange_key' } as Fuzzed['options']['keys']; // each of fuzzCallers
  return { serving, options: { url: serving.url, document, known, keys } };
}
