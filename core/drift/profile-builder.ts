import { LeatError } from '../errors.js';
import type { Column, NumericColumn, StringColumn } from '../table/column.js';
import type { Table } from '../table/table.js';
import type { CategoryProfile, ColumnProfile, NumericProfile, TableProfile } from './profile.js';
import { binOf, type ColumnBins } from './bins.js';

/** Texts that a profile names; rarer ones are counted together. */
const MAX_CATEGORIES = 100;

/** Counts the rows of a table, part by part, into bins that are known before. */
export class ProfileBuilder {
  readonly #counters: ReadonlyMap<string, ColumnCounter>;
  #rows = 0;

  /** @param bins - For each column to count. */
  constructor(bins: ReadonlyMap<string, ColumnBins>) {
    this.#counters = new Map(
      [...bins].map(([name, known]) => [
        name,
        'edges' in known ? new NumberCounter(name, known.edges) : new TextCounter(name, known.texts),
      ]),
    );
  }

  /** @throws LeatError `SCHEMA_COLUMN_MISSING`, or `SCHEMA_TYPE_MISMATCH` when text stands where numbers were, or the reverse. */
  add(part: Table): void {
    for (const [name, counter] of this.#counters) counter.add(part.column(name));
    this.#rows += part.rows;
  }

  finish(): TableProfile {
    return { rows: this.#rows, columns: Object.fromEntries([...this.#counters].map(([name, counter]) => [name, counter.finish()])) };
  }
}

interface ColumnCounter {
  add(column: Column): void;
  finish(): ColumnProfile;
}

class NumberCounter implements ColumnCounter {
  readonly #name: string;
  readonly #edges: Float64Array;
  readonly #counts: Float64Array;
  #type: NumericColumn['type'] = 'number';
  #rows = 0;
  #missing = 0;
  #minimum = Infinity;
  #maximum = -Infinity;

  constructor(name: string, edges: readonly number[]) {
    this.#name = name;
    this.#edges = Float64Array.from(edges);
    this.#counts = new Float64Array(edges.length + 1);
  }

  add(column: Column): void {
    if (column.type === 'string') throw typeMismatch(this.#name, { expected: 'numbers', received: 'string' });
    this.#type = column.type;
    this.#rows += column.values.length;
    const { values } = column;
    for (let row = 0; row < values.length; row++) {
      const value = values[row] ?? NaN;
      if (Number.isNaN(value)) {
        this.#missing++;
        continue;
      }
      const bin = binOf(this.#edges, value);
      this.#counts[bin] = (this.#counts[bin] ?? 0) + 1;
      if (value < this.#minimum) this.#minimum = value;
      if (value > this.#maximum) this.#maximum = value;
    }
  }

  finish(): NumericProfile {
    const finite = (value: number): number | null => (Number.isFinite(value) ? value : null);
    return {
      kind: 'numeric',
      type: this.#type,
      rows: this.#rows,
      missing: this.#missing,
      minimum: finite(this.#minimum),
      maximum: finite(this.#maximum),
      edges: [...this.#edges],
      counts: [...this.#counts],
    };
  }
}

class TextCounter implements ColumnCounter {
  readonly #name: string;
  readonly #texts: readonly string[] | null;
  readonly #counts = new Map<string, number>();
  #rows = 0;
  #missing = 0;

  constructor(name: string, texts: readonly string[] | null) {
    this.#name = name;
    this.#texts = texts;
  }

  add(column: Column): void {
    if (column.type !== 'string') throw typeMismatch(this.#name, { expected: 'string', received: column.type });
    this.#rows += column.codes.length;
    countCodes(column).forEach((count, code) => {
      const text = column.dictionary[code];
      if (text === undefined) this.#missing += count;
      else if (count > 0) this.#counts.set(text, (this.#counts.get(text) ?? 0) + count);
    });
  }

  finish(): CategoryProfile {
    const counts = (this.#texts ?? this.#mostFrequent()).map((text) => [text, this.#counts.get(text) ?? 0] as const);
    const others = counts.reduce((rows, [, named]) => rows - named, this.#rows - this.#missing);
    return { kind: 'categories', type: 'string', rows: this.#rows, missing: this.#missing, counts, others };
  }

  /** Of equally frequent texts the one that sorts first, so that the order of rows does not matter. */
  #mostFrequent(): string[] {
    const ranked = [...this.#counts].sort(([left, leftRows], [right, rightRows]) => rightRows - leftRows || (left < right ? -1 : 1));
    return ranked.slice(0, MAX_CATEGORIES).map(([text]) => text);
  }
}

/** Rows by code; those without a text come last. */
function countCodes({ codes, dictionary }: StringColumn): Float64Array {
  const counts = new Float64Array(dictionary.length + 1);
  for (let row = 0; row < codes.length; row++) {
    const code = codes[row] ?? -1;
    const place = code < 0 ? dictionary.length : code;
    counts[place] = (counts[place] ?? 0) + 1;
  }
  return counts;
}

function typeMismatch(name: string, { expected, received }: { expected: string; received: string }): LeatError {
  return new LeatError('SCHEMA_TYPE_MISMATCH', `column "${name}": expected ${expected} as in training, got ${received}`, {
    details: { column: name, expected, received },
  });
}
