import { LeatError } from '../errors.js';

type Names = readonly { readonly name: string }[];

/** @throws LeatError `SCHEMA_COLUMN_MISSING` naming every column that is not there. */
export function requireColumns(names: Iterable<string>, schema: Names): void {
  const missing = missingOf(names, schema);
  if (missing.length > 0) throw columnMissing(missing, schema);
}

export function missingOf(names: Iterable<string>, schema: Names): readonly string[] {
  const known = new Set(schema.map(({ name }) => name));
  return [...new Set(names)].filter((name) => !known.has(name));
}

/** @param missing - All of them, so that nobody mends one only to be told of the next. */
export function columnMissing(missing: readonly string[], schema: Names): LeatError {
  const columns = schema.map(({ name }) => name);
  return new LeatError('SCHEMA_COLUMN_MISSING', `expected ${listed(missing)}, got columns ${quoted(columns)}`, {
    details: { column: missing[0] ?? '', missing: [...missing], columns },
  });
}

function listed(columns: readonly string[]): string {
  return `column${columns.length === 1 ? '' : 's'} ${quoted(columns)}`;
}

function quoted(names: readonly string[]): string {
  return names.map((name) => `"${name}"`).join(', ');
}
