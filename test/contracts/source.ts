import { expect, test } from 'vitest';
import { LeatError } from '../../core/errors.js';
import type { SourceDescription } from '../../core/pipeline/source-descriptions.js';
import { fingerprintSource, openSource } from '../../sources/sources.js';
import type { SourceSurroundings } from '../../sources/source.js';
import { digestOf } from '../../stores/artifacts/digest.js';
import { readAll } from '../support/source-surroundings.js';

/** What every source is asked to serve: each type, missing values, names that need quoting. */
export const contractRows = [
  { species: 'Adelie', 'beak.length mm': 39.5, year: 2007, tagged: true, seen: '2007-11-11T00:00:00.000Z' },
  { species: null, 'beak.length mm': null, year: 2008, tagged: null, seen: null },
  { species: 'Gen"too, ä', 'beak.length mm': 46.25, year: 2009, tagged: false, seen: '2009-12-01T00:00:00.000Z' },
] as const;

export interface ServedSource {
  readonly description: SourceDescription;
  readonly surroundings: SourceSurroundings;
  /** What comes from it, byte by byte. */
  readonly content: Uint8Array;
  stop?(): Promise<void>;
}

interface SourceUnderTest {
  readonly name: string;
  serve(): Promise<ServedSource>;
  /** Said, not left out: what the kind cannot do by its nature. */
  readonly unsupported?: readonly 'fingerprint'[];
}

/** What every kind of source must do. */
export function testSource({ name, serve, unsupported = [] }: SourceUnderTest): void {
  async function withSource(use: (served: ServedSource) => Promise<void>): Promise<void> {
    const served = await serve();
    try {
      await use(served);
    } finally {
      await served.stop?.();
    }
  }

  test(`${name}: reads every type, missing values and unusual names`, () =>
    withSource(async ({ description, surroundings }) => {
      const opened = await openSource(description, surroundings);
      expect(opened.schema).toEqual([
        { name: 'species', type: 'string' },
        { name: 'beak.length mm', type: 'number' },
        { name: 'year', type: 'integer' },
        { name: 'tagged', type: 'boolean' },
        { name: 'seen', type: 'timestamp' },
      ]);
      expect(await readAll(opened)).toEqual(contractRows);
      expect(opened.summary()).toMatchObject({ rows: 3, rejected: [] });
    }));

  test(`${name}: tells the bytes that came, and their digest`, () =>
    withSource(async ({ description, surroundings, content }) => {
      const opened = await openSource(description, surroundings);
      await readAll(opened);
      expect(opened.summary()).toMatchObject({ bytes: content.length, digest: digestOf(content) });
    }));

  test(`${name}: reads a column with its declared type`, () =>
    withSource(async ({ description, surroundings }) => {
      const rows = await readAll(await openSource(description, surroundings, { year: 'string' }));
      expect(rows.map(({ year }) => year)).toEqual(['2007', '2008', '2009']);
    }));

  test(`${name}: refuses a declared column that is not there`, () =>
    withSource(async ({ description, surroundings }) => {
      await expect(openSource(description, surroundings, { sex: 'string' })).rejects.toMatchObject({
        code: 'SCHEMA_COLUMN_MISSING',
        details: { column: 'sex' },
      });
    }));

  test(`${name}: refuses a value of another type than declared, naming column and value`, () =>
    withSource(async ({ description, surroundings }) => {
      const reading = openSource(description, surroundings, { species: 'number' }).then(readAll);
      await expect(reading).rejects.toMatchObject({ code: 'SCHEMA_TYPE_MISMATCH', details: { column: 'species' } });
      await expect(reading).rejects.toThrow(/"species".*expected number, got "Adelie"/);
    }));

  test(`${name}: refuses fractions in a column declared as integer`, () =>
    withSource(async ({ description, surroundings }) => {
      const reading = openSource(description, surroundings, { 'beak.length mm': 'integer' }).then(readAll);
      await expect(reading).rejects.toThrow(/"beak.length mm", row 1: expected integer, got 39.5/);
    }));

  test(`${name}: stops when the run is cancelled`, () =>
    withSource(async ({ description, surroundings }) => {
      const signal = {
        cancelled: true,
        throwIfCancelled: () => {
          throw new LeatError('CANCELLED', 'the run was cancelled');
        },
      };
      const reading = openSource(description, { ...surroundings, signal }).then(readAll);
      await expect(reading).rejects.toMatchObject({ code: 'CANCELLED' });
    }));

  const canFingerprint = !unsupported.includes('fingerprint');
  test(`${name}: ${canFingerprint ? 'has the same fingerprint while nothing changes' : 'has no fingerprint'}`, () =>
    withSource(async ({ description, surroundings }) => {
      const [first, second] = [await fingerprintSource(description, surroundings), await fingerprintSource(description, surroundings)];
      expect(second).toBe(first);
      expect(first === null).toBe(!canFingerprint);
    }));
}
