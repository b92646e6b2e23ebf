import type { Compilable, CompiledQuery, Kysely, QueryResult } from 'kysely';
import type { DatabaseSchema } from './database-schema.js';

type Executor = Kysely<DatabaseSchema>;

/** Texts of statements up to this length come again; longer ones are lists of some length that hardly does. */
export const LONGEST_KEPT_STATEMENT = 1_500;

/** Stands for a value while a statement is built. */
class Place {
  readonly index: number;

  constructor(index: number) {
    this.index = index;
  }
}

/**
 * A statement that runs for every stage: Kysely builds its text once, not each time, which took longer than SQLite took to
 * carry it out.
 *
 * @param build - Uses what it is given (texts, numbers and null, by name, also in lists) as values only: the text must not depend
 * on them, but for the lengths of lists.
 */
export function statement<Given extends object, Row>(
  build: (database: Executor, given: Given) => Compilable<Row>,
): (database: Executor, given: Given) => Promise<QueryResult<Row>> {
  const kept = new WeakMap<object, Map<string, CompiledQuery<Row>>>(); // an engine's texts are its own
  return (database, given) => {
    const { adapter } = database.getExecutor();
    let texts = kept.get(adapter);
    if (texts === undefined) kept.set(adapter, (texts = new Map<string, CompiledQuery<Row>>()));
    const values: unknown[] = [];
    const shape = gather(given, values);
    let compiled = texts.get(shape);
    if (compiled === undefined) {
      compiled = build(database, placesOf(given, { next: 0 }) as Given).compile(); // the same form
      if (compiled.sql.length <= LONGEST_KEPT_STATEMENT) texts.set(shape, compiled);
    }
    const parameters = compiled.parameters.map((parameter) => (parameter instanceof Place ? values[parameter.index] : parameter));
    return database.executeQuery({ ...compiled, parameters });
  };
}

/** Puts the values down in their order. @returns What tells one text, and one order, from another: names, and lengths of lists. */
function gather(given: unknown, into: unknown[]): string {
  if (Array.isArray(given)) return `${String(given.length)}[${given.map((each) => gather(each, into)).join('')}]`;
  if (typeof given !== 'object' || given === null) {
    into.push(given);
    return '';
  }
  let shape = '';
  for (const [name, value] of Object.entries(given)) shape += `${name},${gather(value, into)}`;
  return shape;
}

/** The same, with a place instead of every value. */
function placesOf(given: unknown, places: { next: number }): unknown {
  if (Array.isArray(given)) return given.map((each) => placesOf(each, places));
  if (typeof given !== 'object' || given === null) return new Place(places.next++);
  return Object.fromEntries(Object.entries(given).map(([name, value]) => [name, placesOf(value, places)]));
}
