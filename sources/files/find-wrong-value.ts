import type { DuckDBConnection } from '@duckdb/node-api';
import { LeatError } from '../../core/errors.js';
import { type DuckDbColumn, projection } from './duckdb-projection.js';

/**
 * After a failed read: the first value that does not have the type of its column, which DuckDB's own
 * error does not place. null when it failed for another reason.
 */
export async function findWrongValue(
  connection: DuckDBConnection,
  { columns, expressions, from }: { columns: readonly DuckDbColumn[]; expressions: readonly string[]; from: string },
): Promise<LeatError | null> {
  for (const [index, column] of columns.entries()) {
    const expression = expressions[index] ?? '';
    // TRY gives NULL where the conversion fails.
    const wrong = `SELECT row::VARCHAR, value::VARCHAR FROM (SELECT row_number() OVER () AS row, ${expression} AS value FROM ${from})
      WHERE value IS NOT NULL AND TRY(${projection(column, 'value')}) IS NULL ORDER BY row LIMIT 1`;
    const found = await connection.runAndReadAll(wrong).catch(() => null);
    const [row, value] = found?.getRows()[0] ?? [];
    if (typeof row !== 'string' || typeof value !== 'string') continue;
    return new LeatError(
      'SCHEMA_TYPE_MISMATCH',
      `column "${column.name}", row ${row}: expected ${column.type}, got ${JSON.stringify(value)}`,
      {
        details: { column: column.name, row: Number(row), expected: column.type, received: value },
      },
    );
  }
  return null;
}
