import { LeatError } from '../core/errors.js';
import { CHAMPION } from '../core/model/model-reference.js';
import { LOGGED } from '../core/monitoring/logged-predictions.js';
import type { ClassLabel, Signature } from '../core/model/signature.js';
import { loggedRows } from '../core/pipeline/stages/logged-rows.js';
import { cellAt } from '../core/table/columns.js';
import type { Column } from '../core/table/column.js';
import { numericColumn, stringColumn } from '../core/table/columns.js';
import type { Table } from '../core/table/table.js';
import { openModel } from '../stores/artifacts/models.js';
import { readLogged } from '../stores/read-logged.js';
import { defineActivity, type StageServices } from './define-activity.js';
import { tableLabels } from './table-labels.js';

const EVER = { start: '1970-01-01T00:00:00.000Z', end: '9999-01-01T00:00:00.000Z' };

/** Rows of the prediction log, part by part, with the labels that have come by now. */
export const loggedRowsActivity = defineActivity(loggedRows, {
  fingerprint: () => Promise.resolve(null), // labels may come at any time

  async run({ labels }, { model, window = EVER, labelled, ...columns }, context, services) {
    const signature = await signatureOf(model, services);
    const given = await tableLabels(labels, columns);
    const writer = services.createTable();
    let rows = 0;
    for await (const { table, labels: come } of readLogged(model, { start: new Date(window.start), end: new Date(window.end) }, services)) {
      context.signal.throwIfCancelled();
      const part = withLabels(table, { labels: new Map([...come, ...given]), signature, labelled });
      rows += part.rows;
      if (part.rows > 0) await writer.append(part);
    }
    if (rows === 0) {
      const wanted = labelled ? 'logged rows with labels' : 'logged rows';
      throw new LeatError('MONITOR_NO_ROWS', `loggedRows "${model}": expected ${wanted} from ${window.start} to ${window.end}, got none`);
    }
    context.figure('rows', rows);
    return { rows: writer };
  },
});

async function signatureOf(model: string, { metadata, artifacts }: Pick<StageServices, 'metadata' | 'artifacts'>): Promise<Signature> {
  const version = (await metadata.versionByAlias(model, CHAMPION)) ?? (await metadata.versions(model))[0];
  if (version === undefined) throw new LeatError('MODEL_UNKNOWN', `no model is named "${model}"`, { details: { model } });
  return (await openModel(artifacts, version.artifact)).card.signature;
}

function withLabels(
  table: Table,
  { labels, signature, labelled }: { labels: ReadonlyMap<string, ClassLabel>; signature: Signature; labelled: boolean },
): Table {
  const { target } = signature;
  if (target === undefined) return table;
  const ids = table.column(LOGGED.id);
  const found = Array.from({ length: table.rows }, (_, row) => labels.get(String(cellAt(ids, row))) ?? null);
  const whole = table.with(target, labelColumnOf(found, signature));
  if (!labelled) return whole;
  const own = whole.schema.map(({ name }) => name).filter((name) => name.startsWith('prediction.'));
  return whole.take([...found.keys()].filter((row) => found[row] !== null)).drop(own);
}

/** Of the type that the target has in the training. */
function labelColumnOf(labels: readonly (ClassLabel | null)[], { classes = [], task }: Signature): Column {
  const [first] = classes;
  if (task === 'classification' && typeof first === 'string')
    return stringColumn(labels.map((label) => (label === null ? null : String(label))));
  const type = typeof first === 'boolean' ? 'boolean' : 'number';
  return numericColumn(
    type,
    labels.map((label) => (label === null ? NaN : label === 'true' ? 1 : label === 'false' ? 0 : Number(label))),
  );
}
