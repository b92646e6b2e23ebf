import { expect, test } from 'vitest';
import { ExpectationCheck } from '../../../core/expectations/expectation-check.js';
import { inferContract } from '../../../core/expectations/infer-contract.js';
import { tableContract } from '../../../core/expectations/table-contract.js';
import { tableFromRows } from '../../../core/table/from-rows.js';
import type { TableReader } from '../../../core/table/table-reader.js';
import type { Table } from '../../../core/table/table.js';

function readerOf(table: Table): Pick<TableReader, 'schema' | 'parts'> {
  return {
    schema: table.schema,
    async *parts() {
      yield* [await Promise.resolve(table.slice(0, 1)), table.slice(1, table.rows)];
    },
  };
}

const penguins = tableFromRows([
  { species: 'Gentoo', mass: 5000 },
  { species: 'Adelie', mass: 3750 },
  { species: 'Gentoo', mass: null },
]);

test('infers types, sets, ranges and missing values', async () => {
  expect(await inferContract(readerOf(penguins))).toEqual({
    columns: {
      species: {
        type: 'string',
        expect: [
          { rule: 'nullShare', max: 0, severity: 'error' },
          { rule: 'oneOf', values: ['Adelie', 'Gentoo'], severity: 'error' },
        ],
      },
      mass: { type: 'integer', expect: [{ rule: 'between', min: 3750, max: 5000, severity: 'warn' }] },
    },
    table: [],
  });
});

test('infers what the table itself holds to, after a way through JSON', async () => {
  const schema = tableContract.parse(JSON.parse(JSON.stringify(await inferContract(readerOf(penguins)))));
  const check = new ExpectationCheck(penguins.schema, { expect: {}, whole: [], schema });
  check.add(penguins);
  expect(check.outcomes(new Date(0)).filter(({ ok }) => !ok)).toEqual([]);
});
