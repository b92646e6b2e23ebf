import { expect, test } from 'vitest';
import { tableFromRows } from '../../core/table/from-rows.js';
import type { ArtifactStore, Digest } from '../../stores/artifacts/artifact-store.js';
import { requireDigest } from '../../stores/artifacts/digest.js';
import { saveDocument } from '../../stores/artifacts/documents.js';
import { MemoryArtifactStore } from '../../stores/artifacts/memory-artifact-store.js';
import { saveModel } from '../../stores/artifacts/models.js';
import { createTable } from '../../stores/artifacts/tables.js';
import { cleanArtifacts } from '../../stores/clean-artifacts.js';
import type { MetadataStore } from '../../stores/metadata/metadata-store.js';
import { collect } from '../support/collect.js';
import { temporaryFolder } from '../support/temporary-folder.js';
import { openTemporarily } from './metadata/open-temporarily.js';

const text = (content: string): Uint8Array => new TextEncoder().encode(content);

async function stores(): Promise<{ artifacts: ArtifactStore; metadata: MetadataStore }> {
  const metadata = openTemporarily(`sqlite:${temporaryFolder()}/leat.db`);
  await metadata.migrate();
  return { artifacts: new MemoryArtifactStore(), metadata };
}

/** A table of two parts, a model, and the code of a pipeline, named by one list. */
async function everything(store: ArtifactStore): Promise<Digest> {
  const table = createTable(store);
  for (const x of [1.5, 2.5]) await table.append(tableFromRows([{ x }]));
  const card = {
    signature: { task: 'regression' as const, target: 'y', inputs: [] },
    trainer: null,
    notes: {},
    profile: null,
    provenance: { trainedOn: null, recipe: null, seed: 7, versions: {} },
  };
  const model = await saveModel(store, { card, graph: text('graph') });
  const planned = await saveDocument(store, 'report', { code: await store.put(text('{ code(); }')), moduleDigests: {} });
  const items = [(await table.finish()).digest, model.digest, planned.digest];
  return requireDigest((await saveDocument(store, 'report', { items })).digest);
}

test('keeps what a record leads to, however far, and deletes the rest', async () => {
  const { artifacts, metadata } = await stores();
  await metadata.saveCheckpoint('key', await everything(artifacts));
  const kept = await collect(artifacts.list());
  const lost = await artifacts.put(text('nobody refers to this'));
  await new Promise((wake) => setTimeout(wake, 10));
  expect(await cleanArtifacts({ artifacts, metadata }, { olderThanMs: 1, dryRun: true })).toEqual({ artifacts: 1, bytes: 21 });
  expect(await artifacts.has(lost)).toBe(true);
  expect(await cleanArtifacts({ artifacts, metadata }, { olderThanMs: 1 })).toEqual({ artifacts: 1, bytes: 21 });
  expect(new Set(await collect(artifacts.list()))).toEqual(new Set(kept));
  expect(kept).toHaveLength(8); // two parts and their manifest, graph and card, code and plan, list
});

test('deletes all of it when nothing leads there any more, but nothing that is young', async () => {
  const { artifacts, metadata } = await stores();
  await everything(artifacts);
  expect(await cleanArtifacts({ artifacts, metadata }, { olderThanMs: 60_000 })).toEqual({ artifacts: 0, bytes: 0 });
  await new Promise((wake) => setTimeout(wake, 10));
  expect(await cleanArtifacts({ artifacts, metadata }, { olderThanMs: 1 })).toMatchObject({ artifacts: 8 });
  expect(await collect(artifacts.list())).toEqual([]);
});
