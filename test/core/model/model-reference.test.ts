import { expect, test } from 'vitest';
import { formatModelReference, parseModelReference } from '../../../core/model/model-reference.js';
import { expectRefusal } from '../../support/expect-refusal.js';

test('reads a name, an alias and a version', () => {
  expect(parseModelReference('penguins')).toEqual({ name: 'penguins', alias: 'champion' });
  expect(parseModelReference('penguins@next')).toEqual({ name: 'penguins', alias: 'next' });
  expect(parseModelReference('penguins:12')).toEqual({ name: 'penguins', version: 12 });
});

test('writes what it reads', () => {
  for (const text of ['penguins@champion', 'pen.gu-ins_2:3']) expect(formatModelReference(parseModelReference(text))).toBe(text);
});

test.each(['', '@champion', 'penguins@', 'penguins:0', 'penguins:latest', 'penguins@a:1', 'pen guins', '../penguins', '-p'])(
  'refuses %j',
  (text) => {
    expectRefusal(() => parseModelReference(text), 'MODEL_REFERENCE_INVALID', JSON.stringify(text));
  },
);
