import type { Column, ColumnType } from '../table/column.js';
import { isMissing, rowsOf, textAt } from '../table/columns.js';
import type { TableReader } from '../table/table-reader.js';
import { between } from './between.js';
import { type ColumnExpectation, warn } from './expectations.js';
import { notNull } from './null-share.js';
import { oneOf } from './one-of.js';
import type { TableContract } from './table-contract.js';

/** More texts than this are free text, not a set. */
const MOST_TEXTS_OF_A_SET = 20;

/**
 * What a table holds to now, as a contract for later ones: types, sets of few texts, no missing value
 * where none is missing; and ranges, as warnings, since new rows may well widen them. Meant to be
 * written to a file, read and edited.
 */
export async function inferContract(reader: Pick<TableReader, 'schema' | 'parts'>): Promise<TableContract> {
  const facts = new Map(reader.schema.map(({ name }) => [name, emptyFacts()]));
  for await (const part of reader.parts()) {
    for (const [name, column] of part.columns()) gather(facts.get(name) ?? emptyFacts(), column);
  }
  const columns: TableContract['columns'] = {};
  for (const { name, type } of reader.schema) columns[name] = { type, expect: expectationsOf(facts.get(name) ?? emptyFacts(), type) };
  return { columns, table: [] };
}

interface ColumnFacts {
  missing: number;
  minimum: number;
  maximum: number;
  readonly texts: Set<string>;
}

function emptyFacts(): ColumnFacts {
  return { missing: 0, minimum: Infinity, maximum: -Infinity, texts: new Set() };
}

function gather(facts: ColumnFacts, column: Column): void {
  for (let row = 0; row < rowsOf(column); row++) {
    if (isMissing(column, row)) facts.missing++;
    else if (column.type === 'string') {
      if (facts.texts.size <= MOST_TEXTS_OF_A_SET) facts.texts.add(textAt(column, row));
    } else {
      const value = column.values[row] ?? NaN;
      facts.minimum = Math.min(facts.minimum, value);
      facts.maximum = Math.max(facts.maximum, value);
    }
  }
}

function expectationsOf({ missing, minimum, maximum, texts }: ColumnFacts, type: ColumnType): ColumnExpectation[] {
  const expectations: ColumnExpectation[] = missing === 0 ? [notNull()] : [];
  if (type === 'string' && texts.size > 0 && texts.size <= MOST_TEXTS_OF_A_SET) expectations.push(oneOf(...[...texts].sort()));
  if ((type === 'number' || type === 'integer') && minimum <= maximum) expectations.push(warn(between(minimum, maximum)));
  return expectations;
}
