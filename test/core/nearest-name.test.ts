import { expect, test } from 'vitest';
import { nearestName, suggestName } from '../../core/nearest-name.js';

test.each([
  ['pipelnes', 'pipelines'],
  ['sotres', 'stores'],
  ['PORT', 'port'],
])('finds the name that %s means', (written, meant) => {
  expect(nearestName(written, ['pipelines', 'stores', 'port'])).toBe(meant);
});

test('suggests nothing when no name is near', () => {
  expect(nearestName('colour', ['pipelines', 'stores'])).toBeUndefined();
  expect(suggestName('colour', ['pipelines', 'stores'])).toBe('known: "pipelines", "stores"');
});
