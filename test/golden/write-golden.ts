import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { tmpdir } from 'node:os';
import Sqlite from 'better-sqlite3';
import manifest from '../../package.json' with { type: 'json' };
import { findTemporalServer } from '../../cli/temporal-server/find-temporal-server.js';
import { startTemporalServer } from '../../cli/temporal-server/start-temporal-server.js';
import type { Digest } from '../../stores/artifacts/artifact-store.js';
import { requireDigest } from '../../stores/artifacts/digest.js';
import { leadsTo } from '../../stores/artifacts/leads-to.js';
import { openArtifactStore } from '../../stores/artifacts/open-artifact-store.js';
import { Engine } from '../support/engine.js';
import { freePort } from '../support/free-port.js';
import { answersOf, GOLDEN_ROWS } from './answers-of.js';

/**
 * `npm run write-golden`: runs a pipeline, and keeps what this version has stored of it, with what it answers: the
 * database, and the artifacts of its stages. Written anew until the version is released, and never again after that.
 */
const target = join('test/golden', manifest.version);
const folder = mkdtempSync(join(tmpdir(), 'leat-golden-'));
const found = await findTemporalServer({ environment: { ...process.env, TEMPORAL_ADDRESS: '' } });
if (found.how === 'address') throw new Error('invariant: no address was given');
const place = { database: join(folder, 'temporal.db'), logFile: join(folder, 'temporal.log'), port: await freePort(), uiPort: null };
const server = await startTemporalServer({ program: found.program, ...place });
const engine = await Engine.start(
  {
    'rows.csv': GOLDEN_ROWS,
    'golden.pipeline.ts': `
      import { categorical, definePipeline, deploy, evaluate, file, gbdt, ingest, numeric, prepare, recipe, register, split, train } from 'leat';
      import { z } from 'zod';
      export default definePipeline({ name: 'golden', params: z.strictObject({ trees: z.int().default(4) }), build({ trees }) {
        const { train: rows, test } = split({ table: ingest({ source: file('rows.csv') }), testFraction: 0.3, stratifyBy: 'kind' });
        const features = recipe({ target: 'kind' }).impute(numeric(), { strategy: 'median' }).encode(categorical(), { as: 'one-hot', unknown: 'ignore' }).scale(numeric(), { as: 'standard' });
        const transform = prepare({ train: rows, recipe: features });
        const model = train({ train: rows, transform, trainer: gbdt({ trees, leaves: 4, minSamplesLeaf: 5 }) });
        const evaluation = evaluate({ model, test });
        const version = register({ model, evaluation, name: 'golden' });
        return { transform, model, test, evaluation, deployed: deploy({ version, alias: 'champion' }) };
      } });`,
  },
  { address: server.address },
);
engine.spawnWorker();
const { runId, outputs } = await engine.run({ pipeline: 'golden' });
const artifacts = await openArtifactStore(engine.config.stores.artifacts);

rmSync(target, { recursive: true, force: true });
mkdirSync(join(target, 'artifacts'), { recursive: true });
const run = await engine.metadata.run(runId);
const kept = new Set<Digest>();
const stages = await engine.metadata.stages(runId);
const documents = [run?.plan ?? '', ...stages.flatMap((stage) => Object.entries(stage.outputs).flatMap(([name, { digest }]) => (name === 'page' ? [] : [digest])))];
for (const digest of documents) await keep(requireDigest(digest));
for (const digest of kept) writeFileSync(join(target, 'artifacts', digest.slice('sha256:'.length)), await artifacts.get(digest));
const digests = Object.fromEntries(Object.entries(outputs).map(([name, { digest }]) => [name, digest]));
const answers = await answersOf(artifacts, digests);
writeFileSync(join(target, 'expected.json'), `${JSON.stringify({ runId, plan: run?.plan, outputs: digests, answers }, null, 2)}\n`);
const database = new Sqlite(engine.config.stores.metadata.slice('sqlite:'.length), { readonly: true });
await database.backup(join(target, 'leat.db')); // also what still lies in the log beside it
database.close();
const copy = new Sqlite(join(target, 'leat.db'));
copy.exec("update attempts set worker = 'worker'"); // it names the machine
copy.pragma('journal_mode = delete');
copy.pragma('page_size = 512'); // many tables of few rows
copy.exec('vacuum');
copy.close();
await engine.end();
console.log(readdirSync(target, { recursive: true }).join('\n'));
await server.stop();
rmSync(folder, { recursive: true });

/** What an artifact leads to, without the code of the pipeline. */
async function keep(digest: Digest): Promise<void> {
  if (kept.has(digest)) return;
  kept.add(digest);
  if (digest === run?.plan) return;
  const { documents: further, bytes } = await leadsTo(artifacts, digest);
  for (const each of bytes) kept.add(each);
  for (const each of further) if (await artifacts.touch(each)) await keep(each);
}
