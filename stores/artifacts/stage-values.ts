import { LeatError } from '../../core/errors.js';
import { isListKind, kindOfItem, kinds, type InputValue, type Kind, type ListKind, type OutputValue } from '../../core/pipeline/kinds.js';
import type { ModelContent } from '../../core/model/model-card.js';
import type { TableWriter } from '../../core/table/table-reader.js';
import type { Table } from '../../core/table/table.js';
import type { ArtifactReference } from '../metadata/metadata-store.js';
import type { ArtifactStore } from './artifact-store.js';
import { readDocument, saveDocument } from './documents.js';
import { readList } from './lists.js';
import { openModel, saveModel } from './models.js';
import { createTable, openTable, type StoredTableWriter } from './tables.js';

type Storage = (typeof kinds)[Kind];

const readers: Readonly<Record<Storage, (store: ArtifactStore, digest: string) => Promise<unknown>>> = {
  table: openTable,
  model: openModel,
  document: readDocument,
};

/** The value that a stage's code gets for an artifact wired to it. */
export async function loadInput<K extends Kind>(store: ArtifactStore, reference: { kind: K; digest: string }): Promise<InputValue<K>>;
export async function loadInput(store: ArtifactStore, reference: { kind: Kind | ListKind; digest: string }): Promise<unknown>;
export async function loadInput(store: ArtifactStore, { kind, digest }: { kind: Kind | ListKind; digest: string }): Promise<unknown> {
  if (!isListKind(kind)) return readers[kinds[kind]](store, digest);
  const { items } = await readList(store, digest);
  const made = items.filter((item) => item !== null);
  return Promise.all(made.map((item) => loadInput(store, { kind: kindOfItem(kind), digest: item })));
}

/** Stores what a stage's code returned for an output. */
export async function saveOutput<K extends Kind>(store: ArtifactStore, kind: K, value: OutputValue<K>): Promise<ArtifactReference> {
  const storage = kinds[kind];
  switch (storage) {
    case 'table':
      return saveTable(store, value as OutputValue<'table'>); // one kind is stored as a table, and the compiler cannot narrow K by it
    case 'model':
      return saveModel(store, value as ModelContent); // likewise
    case 'document':
      return saveDocument(store, kind, value);
    default:
      return storage satisfies never;
  }
}

/** By shape, not by class: a user's bundle may bring its own copy of Table. */
async function saveTable(store: ArtifactStore, value: OutputValue<'table'>): Promise<ArtifactReference> {
  if (isStoredTableWriter(value)) return value.finish();
  if ('append' in value) throw new LeatError('STAGE_OUTPUT_INVALID', 'table: expected a writer made by createTable, got another one');
  const writer = createTable(store);
  for await (const part of Symbol.asyncIterator in value ? value : [value]) await writer.append(part);
  return writer.finish();
}

function isStoredTableWriter(value: Table | AsyncIterable<Table> | TableWriter): value is StoredTableWriter {
  return 'append' in value && 'finish' in value;
}
