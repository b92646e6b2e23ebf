import { expect, test } from 'vitest';
import { classifyDomains } from '../../../core/drift/domain-classifier.js';
import { numericColumn, stringColumn } from '../../../core/table/columns.js';
import { Table } from '../../../core/table/table.js';
import { Random } from '../../../core/random.js';
import { trainerTools } from '../trainers/trainer-tools.js';

const names = ['size', 'colour'];

function rows(stream: string, { spread = 1, red = 0.5 } = {}): Table {
  const random = new Random(stream);
  const uniform = Array.from({ length: 300 }, () => random.next() - 0.5);
  return Table.of([
    [
      'size',
      numericColumn(
        'number',
        uniform.map((value, row) => (row % 20 === 0 ? NaN : spread * value)),
      ),
    ],
    ['colour', stringColumn(uniform.map(() => (random.next() < red ? 'red' : 'blue')))],
  ]);
}

test('cannot tell rows of one distribution apart', async () => {
  const result = await classifyDomains({ reference: rows('a'), current: rows('b'), names }, trainerTools());
  expect(result?.interval.lower).toBeLessThan(0.5);
  expect(result?.interval.upper).toBeGreaterThan(result?.auc ?? NaN);
});

test('tells rows of other shares, or of a wider spread, apart', async () => {
  for (const current of [rows('b', { red: 0.9 }), rows('b', { spread: 2 })]) {
    const result = await classifyDomains({ reference: rows('a'), current, names }, trainerTools());
    expect(result?.interval.lower).toBeGreaterThan(0.6);
  }
});

test('has nothing to say of fewer rows than folds', async () => {
  expect(await classifyDomains({ reference: rows('a').slice(0, 4), current: rows('b'), names }, trainerTools())).toBeNull();
});
