import { LeatError } from '../../core/errors.js';
import { thisMachine } from './this-machine.js';
import type { SourceSurroundings } from '../../sources/source.js';
import type { OpenedSource } from '../../sources/source.js';
import { toRows } from '../../core/table/to-rows.js';
import type { Cell } from '../../core/table/column.js';

export const neverCancelled: SourceSurroundings['signal'] = { cancelled: false, throwIfCancelled: () => undefined };

/** Surroundings of a test: a folder to read from, and some secrets. */
export function surroundingsOf(dataRoot: string, secrets: Readonly<Record<string, string>> = {}): SourceSurroundings {
  return {
    dataRoots: [dataRoot],
    network: thisMachine,
    signal: neverCancelled,
    secret(name) {
      const value = secrets[name];
      if (value === undefined) throw new LeatError('SECRET_MISSING', `expected LEAT_SECRET_${name}`);
      return value;
    },
  };
}

/** All rows of a source, which is closed after. */
export async function readAll(opened: OpenedSource): Promise<Record<string, Cell>[]> {
  const rows: Record<string, Cell>[] = [];
  try {
    for await (const part of opened.parts()) rows.push(...toRows(part));
  } finally {
    await opened.close();
  }
  return rows;
}
