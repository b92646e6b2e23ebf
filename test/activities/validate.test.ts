import { expect, test } from 'vitest';
import type { z } from 'zod';
import { validateActivity } from '../../activities/validate.js';
import { fresh } from '../../core/expectations/fresh.js';
import { notNull } from '../../core/expectations/null-share.js';
import { oneOf } from '../../core/expectations/one-of.js';
import { rowCount } from '../../core/expectations/row-count.js';
import { validate } from '../../core/pipeline/stages/validate.js';
import { tableFromRows } from '../../core/table/from-rows.js';
import { createTable, openTable, type StoredTableWriter } from '../../stores/artifacts/tables.js';
import { expectRejection } from '../support/expect-refusal.js';
import { surroundingsOf } from '../support/source-surroundings.js';
import { tableStage } from '../support/table-stage.js';
import type { MetadataStore } from '../../stores/metadata/metadata-store.js';

const rows = tableFromRows([
  { species: 'Adelie', island: 'Dream', sex: null },
  { species: 'Gentoo', island: 'Dream', sex: null },
  { species: 'Auk', island: 'Dream', sex: null },
]);

async function check(given: z.input<typeof validate.declaration.params>) {
  const stage = tableStage(surroundingsOf('/'));
  const stored = createTable(stage.artifacts);
  await stored.append(rows.slice(0, 2));
  await stored.append(rows.slice(2, 3));
  const table = await openTable(stage.artifacts, (await stored.finish()).digest);
  const outputs = await validateActivity.run({ table }, validate.declaration.params.parse(given), stage.context, stage.services);
  const { digest } = await (outputs.table as StoredTableWriter).finish(); // what createTable() of the services gave
  return { ...stage, given: table.digest, passed: digest, report: outputs.report };
}

test('passes the rows unchanged, to the digest', async () => {
  const { given, passed, figures } = await check({ expect: { species: notNull() }, whole: [rowCount({ min: 3 })] });
  expect(passed).toBe(given);
  expect(figures).toMatchObject({ rows: 3, warnings: 2 });
});

test('warns of constant and all-missing columns', async () => {
  const { warnings, report } = await check({});
  expect(warnings).toEqual([
    'column "island", varied: expected at least two different values, got "Dream"; 3 rows, first row 1',
    'column "sex", varied: expected a value: all are missing, got a missing value; 3 rows, first row 1',
  ]);
  expect(report).toMatchObject({
    rows: 3,
    outcomes: [
      { column: 'species', ok: true },
      { column: 'island', ok: false },
      { column: 'sex', ok: false },
    ],
  });
});

test('refuses rows that break an expectation', async () => {
  const message = 'column "species", oneOf: expected one of Adelie, Gentoo, got "Auk"; 1 rows, first row 3';
  await expectRejection(check({ expect: { species: oneOf('Adelie', 'Gentoo') } }), 'EXPECTATION_FAILED', message);
});

test('is never cached when it asks for freshness', async () => {
  const params = (given: z.input<typeof validate.declaration.params>) => validate.declaration.params.parse(given);
  const services = { source: surroundingsOf('/'), metadata: {} as MetadataStore }; // validate asks the registry for nothing
  expect(await validateActivity.fingerprint?.(params({ expect: { seen: fresh({ withinHours: 1 }) } }), services)).toBeNull();
  expect(await validateActivity.fingerprint?.(params({ expect: { seen: notNull() } }), services)).not.toBeNull();
});
