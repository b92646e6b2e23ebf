import { expect, test } from 'vitest';
import { licencesOf, refusedOf, type PackageLicence } from '../../scripts/licences.js';

test('finds a permissive licence for every package of the lock file', () => {
  const licences = licencesOf('.');
  expect(licences.length).toBeGreaterThan(100);
  expect(refusedOf(licences)).toEqual([]);
});

test.each([
  'GPL-3.0-only',
  'AGPL-3.0',
  'LGPL-2.1-or-later',
  'MPL-2.0',
  'SSPL-1.0',
  'EUPL-1.2',
  'MIT AND GPL-2.0',
  'CC-BY-SA-4.0',
  'UNLICENSED',
  null,
])('refuses %s', (licence) => {
  const found: PackageLicence = { name: 'any', version: '1.0.0', licence, isShipped: true };
  expect(refusedOf([found])).toEqual([found]);
});

test.each(['MIT', '(MIT OR GPL-3.0)', 'Apache-2.0 AND MIT'])('takes %s', (licence) => {
  expect(refusedOf([{ name: 'any', version: '1.0.0', licence, isShipped: true }])).toEqual([]);
});

test('lets a copyleft tool be for work on Leat only, and only one that is named', () => {
  const tool: PackageLicence = { name: 'lightningcss-linux-x64-gnu', version: '1.0.0', licence: 'MPL-2.0', isShipped: false };
  const other = { ...tool, name: 'other' };
  const shipped = { ...tool, isShipped: true };
  expect(refusedOf([tool, other, shipped])).toEqual([other, shipped]);
});
