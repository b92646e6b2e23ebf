import { totalmem } from 'node:os';
import { LeatError } from '../../core/errors.js';
import type { Schema } from '../../core/table/column.js';
import { decodeTable, encodeTable } from '../../core/table/arrow.js';
import { concatTables } from '../../core/table/concat.js';
import type { KeepingTableWriter, PartsOptions, ReadOptions, TableReader } from '../../core/table/table-reader.js';
import type { Table } from '../../core/table/table.js';
import type { ArtifactReference } from '../metadata/metadata-store.js';
import type { ArtifactStore } from './artifact-store.js';
import { requireDigest } from './digest.js';
import { saveDocument } from './documents.js';
import { conform } from './conform.js';
import { readTableManifest, tableManifest, type TableManifest } from './table-manifest.js';

export interface StoredTableWriter extends KeepingTableWriter {
  /**
   * Saves the manifest; nothing can be appended after.
   *
   * @throws LeatError `STAGE_OUTPUT_INVALID` when no part was appended: an empty table needs one part, to know its schema.
   */
  finish(): Promise<ArtifactReference>;
}

/** Share of the machine's memory that a table may take which is read at once: its parts need as much until they are joined. */
const MEMORY_SHARE = 0.25;

/** A number, or the code of a text. */
const VALUE_BYTES = 8;

/**
 * @param limitBytes - What may be read at once.
 * @throws LeatError `ARTIFACT_MISSING`, `ARTIFACT_CORRUPT`, or `ARTIFACT_KIND` when the artifact is no table.
 */
export async function openTable(store: ArtifactStore, digest: string, limitBytes = totalmem() * MEMORY_SHARE): Promise<TableReader> {
  const manifest = await readTableManifest(store, digest);

  async function* parts({ from = 0, ...options }: PartsOptions = {}): AsyncGenerator<Table> {
    for (const part of manifest.parts.slice(from)) yield decodeTable(await store.get(requireDigest(part.digest)), options);
  }

  async function read(options?: ReadOptions): Promise<Table> {
    requireRoom(manifest, options?.columns?.length ?? manifest.schema.length, limitBytes);
    const tables: Table[] = [];
    for await (const part of parts(options)) tables.push(part);
    return concatTables(tables);
  }

  return { digest, schema: manifest.schema, rows: manifest.rows, partCount: manifest.parts.length, parts, read };
}

function requireRoom({ rows }: TableManifest, columns: number, limitBytes: number): void {
  const bytes = rows * columns * VALUE_BYTES;
  if (bytes <= limitBytes) return;
  const megabytes = (size: number): string => `${String(Math.round(size / 2 ** 20))} MB`;
  throw new LeatError(
    'TABLE_TOO_LARGE',
    `table: expected at most ${megabytes(limitBytes)} at once, got ${String(rows)} rows × ${String(columns)} columns = ${megabytes(bytes)}`,
    { details: { rows, columns, limitBytes } },
  );
}

/** How many parts a stored table has, each with its digest. */
export async function tableParts(
  store: ArtifactStore,
  digest: string,
): Promise<readonly { readonly digest: string; readonly rows: number }[]> {
  return (await readTableManifest(store, digest)).parts;
}

/** One part of a stored table, as a table. */
export async function openTablePart(store: ArtifactStore, digest: string, index: number): Promise<TableReader> {
  const { schema, parts } = await readTableManifest(store, digest);
  const part = parts[index];
  if (part === undefined) throw new Error(`invariant: table ${digest} has more than ${String(index)} parts`);
  const read = async (options?: ReadOptions): Promise<Table> => decodeTable(await store.get(requireDigest(part.digest)), options);
  async function* one({ from = 0, ...options }: PartsOptions = {}): AsyncGenerator<Table> {
    if (from === 0) yield await read(options);
  }
  return { digest: part.digest, schema, rows: part.rows, partCount: 1, parts: one, read };
}

/** What a writer has stored so far: another one goes on from it. */
export type KeptTable = Pick<TableManifest, 'schema' | 'parts'>;

/** What `kept` of a writer gave; undefined for nothing. */
export function keptTable(state: Uint8Array | undefined): KeptTable | undefined {
  return state === undefined ? undefined : keptParts.parse(JSON.parse(new TextDecoder().decode(state)));
}

const keptParts = tableManifest.pick({ schema: true, parts: true });

/** A table that is stored part by part; it exists once it is finished. @param kept - Parts that an earlier attempt has stored. */
export function createTable(store: ArtifactStore, kept?: KeptTable): StoredTableWriter {
  const parts = [...(kept?.parts ?? [])];
  let schema: Schema | undefined = kept?.schema;
  let appended = parts.length;
  // One part is on its way to the disk while the next is being made: bounded memory, little waiting.
  let saving: Promise<void> = Promise.resolve();

  async function save(part: Table): Promise<void> {
    const bytes = encodeTable(part);
    parts.push({ digest: await store.put(bytes), rows: part.rows, bytes: bytes.length });
  }

  return {
    async append(part) {
      schema ??= part.schema;
      appended++;
      const conforming = conform(part, { schema, part: appended });
      // An empty part says nothing, unless it is the first: it keeps the schema of an empty table.
      if (part.rows === 0 && appended > 1) return;
      const previous = saving;
      saving = previous.then(() => save(conforming));
      saving.catch(() => undefined); // told by the next append, or by finish
      await previous;
    },

    async kept() {
      await saving;
      return new TextEncoder().encode(JSON.stringify({ schema: schema ?? [], parts }));
    },

    async finish() {
      await saving;
      if (schema === undefined) throw new LeatError('STAGE_OUTPUT_INVALID', 'table: expected at least one part, got none');
      const rows = parts.reduce((sum, part) => sum + part.rows, 0);
      const manifest: TableManifest = { kind: 'table', schema: [...schema], rows, parts };
      return saveDocument(store, 'table', manifest);
    },
  };
}
