import { LeatError } from '../../core/errors.js';
import type { ColumnType } from '../../core/table/column.js';

/** A column as DuckDB sees it in a file. */
export interface DuckDbColumn {
  readonly name: string;
  /** DuckDB's own name of the type, such as DECIMAL(4,2). */
  readonly storedType: string;
  readonly type: ColumnType;
}

const numberTypes = /^(DOUBLE|FLOAT|DECIMAL)/;
const integerTypes = /^U?(TINYINT|SMALLINT|INTEGER|BIGINT|HUGEINT)$/;
const timestampTypes = /^(DATE|TIMESTAMP)/;
const nestedTypes = /^(STRUCT|MAP|UNION|JSON|VARIANT)|\[\d*\]$/;

/** @throws LeatError `SCHEMA_TYPE_UNSUPPORTED` */
export function inferType(storedType: string, name: string): ColumnType {
  if (nestedTypes.test(storedType)) return 'string';
  if (numberTypes.test(storedType)) return 'number';
  if (integerTypes.test(storedType)) return 'integer';
  if (timestampTypes.test(storedType)) return 'timestamp';
  if (storedType === 'BOOLEAN') return 'boolean';
  if (/^(BLOB|BIT)/.test(storedType)) {
    throw new LeatError('SCHEMA_TYPE_UNSUPPORTED', `column "${name}": expected numbers, booleans, timestamps or texts, got ${storedType}`, {
      details: { column: name, received: storedType },
    });
  }
  return 'string';
}

/**
 * SQL for a column in one of two forms only, so that chunks are read without a look at types or validity:
 * a text, '' where missing, or a double, NaN where missing. Whether a whole number is whole and exact is
 * checked on the double: DuckDB's own casts to integers round.
 */
export function projection(column: DuckDbColumn, expression: string): string {
  const value = convert(column, expression);
  return column.type === 'string' ? `coalesce(${value}, '')` : `coalesce(${value}, 'NaN'::DOUBLE)`;
}

function convert({ storedType, type }: DuckDbColumn, expression: string): string {
  // A JSON text without its quotes.
  const value = storedType === 'JSON' ? `(${expression}->>'$')` : expression;
  switch (type) {
    case 'string':
      return nestedTypes.test(storedType) && storedType !== 'JSON' ? `to_json(${value})::VARCHAR` : `${value}::VARCHAR`;
    case 'boolean':
      return `${value}::BOOLEAN::DOUBLE`;
    case 'timestamp': {
      if (storedType.startsWith('TIMESTAMP WITH TIME ZONE')) return `epoch_ms(${value})::DOUBLE`;
      const isMilliseconds = numberTypes.test(storedType) || integerTypes.test(storedType);
      return isMilliseconds ? `${value}::DOUBLE` : `epoch_ms(${value}::TIMESTAMP)::DOUBLE`;
    }
    case 'number':
    case 'integer':
      return `${value}::DOUBLE`;
  }
}

/** The type that a CSV column is read with, so that a wrong value is rejected with its line. */
export function csvType(type: ColumnType): string {
  const types: Readonly<Record<ColumnType, string>> = {
    number: 'DOUBLE',
    integer: 'DOUBLE',
    boolean: 'BOOLEAN',
    timestamp: 'TIMESTAMP',
    string: 'VARCHAR',
  };
  return types[type];
}

export function quoteName(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

export function quoteText(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}
