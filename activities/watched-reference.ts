import { binsOf } from '../core/drift/bins.js';
import { ProfileBuilder } from '../core/drift/profile-builder.js';
import type { TableProfile } from '../core/drift/profile.js';
import { bindSession } from '../core/model/bind-session.js';
import { feedsOf } from '../core/model/feeds.js';
import type { ModelReader } from '../core/model/model-card.js';
import { readPredictions } from '../core/model/predictions.js';
import { LOGGED } from '../core/monitoring/logged-predictions.js';
import type { StageContext } from '../core/pipeline/stage-context.js';
import { countPredictions, type PredictionCounts } from '../core/release/prediction-bins.js';
import { cellAt } from '../core/table/columns.js';
import { concatTables } from '../core/table/concat.js';
import type { Table } from '../core/table/table.js';
import { sampleRows } from '../core/tuning/sample-rows.js';
import { openTable } from '../stores/artifacts/tables.js';
import type { ModelVersionRecord } from '../stores/metadata/metadata-store.js';
import { readLogged } from '../stores/read-logged.js';
import type { StageServices } from './define-activity.js';

/** Rows for what needs single rows. */
export const SAMPLE_ROWS = 2_000;
/** Fewer rows say nothing of a distribution. */
const FEWEST_ROWS = 200;

/** What a window is compared with. */
export interface WatchedReference {
  readonly profile: TableProfile;
  /** A sample; null when the rows of the training are no longer kept. */
  readonly rows: Table | null;
  /** What the version says of these rows. */
  readonly predictions: PredictionCounts | null;
}

interface Watched {
  readonly version: ModelVersionRecord;
  readonly reader: ModelReader;
  /** Columns that are looked at. */
  readonly names: readonly string[];
  /** When the window begins. */
  readonly before: Date;
}

/** The training of a version; of an imported one, which has none, what it was asked first. null as long as that is little. */
export async function referenceOf(watched: Watched, context: StageContext, services: StageServices): Promise<WatchedReference | null> {
  const { reader, names } = watched;
  const { profile } = reader.card;
  if (profile === null) return firstServed(watched, services);
  const columns = Object.fromEntries(Object.entries(profile.columns).filter(([name]) => names.includes(name)));
  const rows = await trainingSample(reader, context, services);
  return { profile: { rows: profile.rows, columns }, rows, predictions: rows && (await saidOf(reader, rows, services)) };
}

async function trainingSample(
  { card: { provenance } }: ModelReader,
  { random }: StageContext,
  { artifacts }: StageServices,
): Promise<Table | null> {
  if (provenance.trainedOn === null) return null;
  const table = await openTable(artifacts, provenance.trainedOn).catch(() => null);
  return table && sampleRows(table.parts(), { rows: table.rows, wanted: SAMPLE_ROWS, random: random.fork('training') });
}

async function saidOf({ card: { signature }, graph }: ModelReader, rows: Table, { graphs }: StageServices): Promise<PredictionCounts> {
  const counts: Record<string, number> = {};
  const session = bindSession(await graphs.open(await graph()), signature);
  try {
    countPredictions(counts, readPredictions(await session.run(feedsOf(signature, rows)), signature));
  } finally {
    await session.close();
  }
  return counts;
}

async function firstServed(
  { version: { model, version }, names, before }: Watched,
  services: StageServices,
): Promise<WatchedReference | null> {
  const tables: Table[] = [];
  let count = 0;
  for await (const { part, table } of readLogged(model, { start: new Date(0), end: before }, services)) {
    if (part.version !== version || table.rows === 0) continue;
    tables.push(table);
    count += table.rows;
    if (count >= SAMPLE_ROWS) break;
  }
  if (count < FEWEST_ROWS) return null;
  const first = concatTables(tables).slice(0, SAMPLE_ROWS);
  const rows = first.select(names.filter((name) => first.has(name)));
  const builder = new ProfileBuilder(binsOf(rows));
  builder.add(rows);
  return { profile: builder.finish(), rows, predictions: countLogged(first) };
}

/** What logged rows were predicted as. */
export function countLogged(logged: Table): PredictionCounts {
  const counts: Record<string, number> = {};
  const value = logged.column(LOGGED.value);
  const { rows } = logged;
  if (value.type === 'string') {
    const labels = Array.from({ length: rows }, (_, row) => String(cellAt(value, row)));
    countPredictions(counts, { task: 'classification', rows, labels });
  } else countPredictions(counts, { task: 'regression', rows, values: Float32Array.from(value.values) });
  return counts;
}
