import { LOGGED } from '../core/monitoring/logged-predictions.js';
import { cellAt } from '../core/table/columns.js';
import type { Table } from '../core/table/table.js';
import type { ArtifactStore } from './artifacts/artifact-store.js';
import { openTable } from './artifacts/tables.js';
import type { MetadataStore } from './metadata/metadata-store.js';
import type { PredictionPart } from './metadata/release-records.js';

interface LogStores {
  readonly metadata: Pick<MetadataStore, 'predictionParts' | 'labels'>;
  readonly artifacts: ArtifactStore;
}

/** Logged predictions of one window, part by part, each with the labels that have come for it. */
export async function* readLogged(
  model: string,
  window: { readonly start: Date; readonly end: Date },
  { metadata, artifacts }: LogStores,
): AsyncGenerator<{ part: PredictionPart; table: Table; labels: Awaited<ReturnType<MetadataStore['labels']>> }> {
  for (const part of await metadata.predictionParts(model, window)) {
    const whole = await (await openTable(artifacts, part.digest)).read();
    const table = within(whole, window);
    const ids = table.column(LOGGED.id);
    const labels = await metadata.labels(Array.from({ length: table.rows }, (_, row) => String(cellAt(ids, row))));
    yield { part, table, labels };
  }
}

/** A part may hold rows of the windows before and after. */
function within(table: Table, { start, end }: { readonly start: Date; readonly end: Date }): Table {
  const at = table.column(LOGGED.at);
  if (at.type === 'string') throw new Error('invariant: the log keeps times as times');
  const rows = [...at.values.keys()].filter((row) => (at.values[row] ?? NaN) >= start.getTime() && (at.values[row] ?? NaN) < end.getTime());
  return rows.length === table.rows ? table : table.take(rows);
}
