import { Random } from '../../../core/random.js';
import type { Column } from '../../../core/table/column.js';
import { numericColumn, stringColumn } from '../../../core/table/columns.js';
import { Table } from '../../../core/table/table.js';

/** A table from literal columns: lists of texts become string columns, all others number columns. */
export function tableOf(columns: Readonly<Record<string, readonly (string | number | null)[] | Column>>): Table {
  return Table.of(
    Object.entries(columns).map(([name, column]): [string, Column] => {
      if (!isList(column)) return [name, column];
      const texts = column.some((cell) => typeof cell === 'string');
      return [
        name,
        texts
          ? stringColumn(column.map(textOf))
          : numericColumn(
              'number',
              column.map((cell) => (cell === null ? NaN : Number(cell))),
            ),
      ];
    }),
  );
}

/** The same rows, as often as asked, in parts of at most so many rows. */
export function partsOf(table: Table, rowsPerPart = table.rows): () => AsyncIterable<Table> {
  return async function* () {
    for (let start = 0; start < table.rows; start += rowsPerPart) yield await Promise.resolve(table.slice(start, start + rowsPerPart));
  };
}

/** Penguins that never were: numbers and texts with missing ones, a boolean, a timestamp; one row in ten has a text of its own. */
export function randomRows(seed: string, { rows, strangers = false }: { rows: number; strangers?: boolean }): Table {
  const random = new Random(seed);
  const each = <Value>(draw: () => Value): Value[] => Array.from({ length: rows }, () => draw());
  const orMissing = (value: number): number => (random.below(8) === 0 ? NaN : value);
  const islands = ['Biscoe', 'Dream', 'Torgersen', 'Dream', 'Dream', null, ...(strangers ? ['Atlantis'] : [])];
  return Table.of([
    [
      'length',
      numericColumn(
        'number',
        each(() => orMissing(30 + 30 * random.next())),
      ),
    ],
    [
      'mass',
      numericColumn(
        'integer',
        each(() => orMissing(2700 + random.below(3600))),
      ),
    ],
    ['island', stringColumn(each(() => islands[random.below(islands.length)]))],
    [
      'tagged',
      numericColumn(
        'boolean',
        each(() => orMissing(random.below(2))),
      ),
    ],
    [
      'seen',
      numericColumn(
        'timestamp',
        each(() => orMissing((random.next() - 0.3) * 4e12)),
      ),
    ],
    ['notes', stringColumn(notes(seed, { rows, strangers }))],
    ['species', stringColumn(each(() => (random.below(2) === 0 ? 'Adelie' : 'Gentoo')))],
  ]);
}

/** Texts of a few words, some in other cases, some rows without; its own stream, so that the other columns stay. */
function notes(seed: string, { rows, strangers }: { rows: number; strangers: boolean }): (string | null)[] {
  const random = new Random(`${seed}/notes`);
  const words = [
    'small',
    'Small',
    'bird',
    'GREY',
    'grey',
    'on',
    'ice',
    'über',
    'a',
    'x2',
    'ice,',
    ...(strangers ? ['walrus', 'gReY'] : []),
  ];
  return Array.from({ length: rows }, () => {
    const length = random.below(7);
    return length === 0 ? null : Array.from({ length }, () => words[random.below(words.length)]).join(' ');
  });
}

function isList(column: readonly (string | number | null)[] | Column): column is readonly (string | number | null)[] {
  return Array.isArray(column);
}

function textOf(cell: string | number | null): string | null {
  return cell === null ? null : String(cell);
}
