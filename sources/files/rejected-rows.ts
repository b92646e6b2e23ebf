import type { DuckDBConnection } from '@duckdb/node-api';
import { LeatError } from '../../core/errors.js';
import type { FileSource } from '../../core/pipeline/source-descriptions.js';
import type { Schema } from '../../core/table/column.js';
import type { ReadSummary } from '../source.js';

type RejectedRow = ReadSummary['rejected'][number] & {
  /** Set when the row is whole, but a value has the wrong type. */
  readonly wrongValue?: { readonly column: string; readonly expected: string; readonly received: string };
};

/** What DuckDB noted of the rows that it could not read, by line. */
export async function readRejectedRows(connection: DuckDBConnection, schema: Schema): Promise<readonly RejectedRow[]> {
  const reader = await connection.runAndReadAll(
    `SELECT line, any_value(error_type), any_value(column_name), any_value(error_message) FROM reject_errors GROUP BY line ORDER BY line`,
  );
  return reader
    .getRows()
    .map(([line, kind, position, message]) => describeRow(schema, [Number(line), ...[kind, position, message].map(String)] as const));
}

function describeRow(schema: Schema, [line, kind, position, message]: readonly [number, ...string[]]): RejectedRow {
  const { name, type } = schema[Number(position?.slice(1))] ?? { name: '', type: 'string' };
  const counts = /Columns: (\d+) Found: (\d+)/.exec(message ?? '');
  if (counts !== null) return { line, reason: `expected ${String(counts[1])} values, got ${String(counts[2])}` };
  const received = /Could not convert string "(.*)" to/s.exec(message ?? '')?.[1];
  if (kind !== 'CAST' || received === undefined) return { line, reason: message ?? '' };
  const reason = `column "${name}": expected ${type}, got "${received}"`;
  return { line, reason, wrongValue: { column: name, expected: type, received } };
}

/** @throws LeatError `SOURCE_ROW_RAGGED`, `SCHEMA_TYPE_MISMATCH` or `SOURCE_REJECTED_TOO_MANY`, naming the first line. */
export function refuseRejectedRows(
  rejected: readonly RejectedRow[],
  { path, description }: { path: string; description: FileSource },
): void {
  const [first] = rejected;
  if (first === undefined) return;
  const { line, reason, wrongValue } = first;
  const details = { path, line, ...wrongValue };
  const place = `file "${path}", line ${String(line)}: ${reason}`;
  if (description.rejected === 'fail')
    throw new LeatError(wrongValue === undefined ? 'SOURCE_ROW_RAGGED' : 'SCHEMA_TYPE_MISMATCH', place, { details });
  if (rejected.length <= description.maxRejected) return;
  throw new LeatError(
    'SOURCE_REJECTED_TOO_MANY',
    `file "${path}": expected at most ${String(description.maxRejected)} rejected rows, got more; first in line ${String(line)}: ${reason}`,
    {
      details,
    },
  );
}
