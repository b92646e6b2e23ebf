import { LeatError } from '../../core/errors.js';
import type { Schema } from '../../core/table/column.js';
import type { Table } from '../../core/table/table.js';

/**
 * A part with its columns in the order of the table's schema.
 *
 * @throws LeatError `SCHEMA_COLUMN_MISSING`, or `SCHEMA_TYPE_MISMATCH` when a column has another type or is not expected.
 */
export function conform(table: Table, { schema, part }: { schema: Schema; part: number }): Table {
  const place = `part ${String(part)} of a table`;
  for (const { name, type } of schema) {
    if (!table.has(name)) {
      const columns = table.schema.map((field) => field.name);
      throw new LeatError(
        'SCHEMA_COLUMN_MISSING',
        `${place}: expected column "${name}" as in the first part, got columns ${quoted(columns)}`,
        {
          details: { part, column: name, columns },
        },
      );
    }
    const received = table.column(name).type;
    if (received !== type)
      throw typeMismatch(`${place}: expected column "${name}" as ${type}, as in the first part, got ${received}`, { part, column: name });
  }
  const names = schema.map((field) => field.name);
  const extra = table.schema.find((field) => !names.includes(field.name));
  if (extra !== undefined)
    throw typeMismatch(`${place}: expected columns ${quoted(names)}, got also "${extra.name}"`, { part, column: extra.name });
  return table.select(names);
}

function typeMismatch(message: string, details: { part: number; column: string }): LeatError {
  return new LeatError('SCHEMA_TYPE_MISMATCH', message, { details });
}

function quoted(names: readonly string[]): string {
  return names.map((name) => `"${name}"`).join(', ');
}
