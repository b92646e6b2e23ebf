import { expect, test } from 'vitest';
import { z } from 'zod';
import { parseParams } from '../../../core/pipeline/parse-params.js';
import { expectRefusal } from '../../support/expect-refusal.js';

const schema = z
  .strictObject({
    folds: z.union([z.int().min(2), z.strictObject({ by: z.string() })]).optional(),
    sign: z.union([z.literal(1), z.literal(-1)]).optional(),
    kind: z.discriminatedUnion('of', [z.strictObject({ of: z.literal('time') }), z.strictObject({ of: z.literal('group') })]).optional(),
    low: z.number().default(0),
    high: z.number().default(1),
  })
  .refine(({ low, high }) => low < high, { error: 'expected less than high', path: ['low'] });

test('gives what is right, with its defaults', () => {
  expect(parseParams(schema, { folds: 3 }, 'here')).toEqual({ folds: 3, low: 0, high: 1 });
});

test.each([
  {
    what: 'a number out of range among alternatives',
    given: { folds: 1 },
    message: '"folds": Too small: expected number to be >=2; got 1',
  },
  { what: 'a field of an alternative', given: { folds: { by: 3 } }, message: '"folds.by": Invalid input: expected string' },
  {
    what: 'what no alternative takes',
    given: { sign: 2 },
    message: '"sign": Invalid input: expected 1 or Invalid input: expected -1; got 2',
  },
  {
    what: 'an alternative that is none',
    given: { kind: { of: 'age' } },
    message: `"kind.of": Invalid discriminator value. Expected 'time' | 'group'`,
  },
  { what: 'two fields that contradict each other', given: { low: 5 }, message: '"low": expected less than high; got 5' },
  { what: 'no number', given: { low: NaN }, message: 'got NaN' },
  { what: 'an unknown field', given: { fold: 3 }, message: 'unknown parameter "fold"; did you mean "folds"?' },
])('refuses $what, naming the field and what came', ({ given, message }) => {
  expectRefusal(() => parseParams(schema, given, 'here'), 'PARAMETER_INVALID', message);
});
