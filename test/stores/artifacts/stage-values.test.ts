import { expect, test } from 'vitest';
import type { ModelContent } from '../../../core/model/model-card.js';
import { tableFromRows } from '../../../core/table/from-rows.js';
import type { Table } from '../../../core/table/table.js';
import { toRows } from '../../../core/table/to-rows.js';
import { saveDocument } from '../../../stores/artifacts/documents.js';
import { MemoryArtifactStore } from '../../../stores/artifacts/memory-artifact-store.js';
import { loadInput, saveOutput } from '../../../stores/artifacts/stage-values.js';
import { createTable } from '../../../stores/artifacts/tables.js';
import { expectRejection } from '../../support/expect-refusal.js';

const rows = [{ x: 1.5 }, { x: 2.5 }];
const [whole, upper, lower] = [tableFromRows(rows), tableFromRows(rows.slice(0, 1)), tableFromRows(rows.slice(1))];

// eslint-disable-next-line @typescript-eslint/require-await -- parts come asynchronously elsewhere
async function* parts(): AsyncGenerator<Table> {
  yield upper;
  yield lower;
}

const model: ModelContent = {
  graph: Uint8Array.of(8, 10),
  card: {
    signature: { task: 'regression', target: 'y', inputs: [{ name: 'x', type: 'number' }] },
    trainer: null,
    notes: {},
    profile: null,
    provenance: { trainedOn: null, recipe: null, seed: 7, versions: {} },
  },
};

test('takes a table whole, part by part, or as a writer', async () => {
  const store = new MemoryArtifactStore();
  const writer = createTable(store);
  await writer.append(whole);
  for (const value of [whole, parts(), writer]) {
    const { kind, digest } = await saveOutput(store, 'table', value);
    const table = await loadInput(store, { kind: 'table', digest });
    expect([kind, table.digest, toRows(await table.read())]).toEqual(['table', digest, rows]);
  }
});

test('refuses a writer of somebody else', async () => {
  const saving = saveOutput(new MemoryArtifactStore(), 'table', { append: () => Promise.resolve() });
  await expectRejection(saving, 'STAGE_OUTPUT_INVALID', 'createTable');
});

test('keeps a model: its card at once, its graph when asked for', async () => {
  const store = new MemoryArtifactStore();
  const { digest } = await saveOutput(store, 'model', model);
  const loaded = await loadInput(store, { kind: 'model', digest });
  expect(loaded.card).toMatchObject(model.card);
  expect([...(await loaded.graph())]).toEqual([8, 10]);
});

test('refuses a document where a model is expected', async () => {
  const store = new MemoryArtifactStore();
  const { digest } = await saveDocument(store, 'report', { rows: 3 });
  await expectRejection(loadInput(store, { kind: 'model', digest }), 'ARTIFACT_KIND', digest);
});

test('keeps documents, with one digest for equal ones', async () => {
  const store = new MemoryArtifactStore();
  const saved = await saveOutput(store, 'deployment', { model: 'penguins', version: 2, alias: 'champion' });
  expect(await saveOutput(store, 'report', { alias: 'champion', version: 2, model: 'penguins' })).toEqual({ ...saved, kind: 'report' });
  expect(await loadInput(store, { kind: 'deployment', digest: saved.digest })).toEqual({
    model: 'penguins',
    version: 2,
    alias: 'champion',
  });
});

test('refuses a document that JSON cannot hold', async () => {
  const saving = saveOutput(new MemoryArtifactStore(), 'report', { score: NaN });
  await expectRejection(saving, 'JSON_UNREPRESENTABLE', '$.score: expected a JSON value, got NaN');
});
