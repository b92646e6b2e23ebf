import { expect, test } from 'vitest';
import { applyRecipe } from '../../core/transforms/apply-recipe.js';
import { callableFunctions } from '../../core/transforms/expression/parse-expression.js';
import { fitRecipe } from '../../core/transforms/fit-recipe.js';
import { columns, recipe } from '../../core/transforms/recipe.js';
import { runGraph } from '../contracts/transform.js';
import { partsOf, randomRows } from '../core/transforms/rows.js';
import { expectSameFeatures } from './expect-same-features.js';

/** Over the columns of randomRows(): numbers `length` and `mass`, text `island`, truth `tagged`, timestamp `seen`. */
const expressions = [
  'length + mass - 3 * length / mass',
  'mass % 7 - -length',
  '(length - 45) % 3',
  '(length - 45) ** 2 + 2 ** (length / 10) + length ** 0',
  '(length - 45) ** 0.5',
  'mass / (mass - mass)',
  'abs(length - 45) + sqrt(length - 45)',
  'exp(length / 10) + log(length - 45)',
  'floor(length / 7) + ceil(length / 7) + round(length)',
  'sin(length) + cos(length)',
  'log1p(length / 1e12) * 1e12 + log1p(length) + log2(mass) + log10(mass)',
  'min(length, 45, mass / 100) + max(length, mass / 100)',
  'sign(length - 45)',
  'length < 45',
  'length <= 45 && mass >= 4000',
  'length > 45 || !(mass === 4000)',
  'mass !== 4000',
  'tagged ? length : mass',
  'tagged && length > 40 ? 1 : tagged ? 2 : 3',
  'tagged + (length > 45) * 2',
  "island === 'Dream'",
  "island !== 'Dream' && tagged",
  "(tagged ? island : 'Dream') === island",
  "(island ?? 'nowhere') === 'nowhere'",
  'isMissing(island) || isMissing(length)',
  'length ?? mass ?? 0',
  'tagged ?? length > 45',
  'hour(seen) + minute(seen) * 100',
  'dayOfWeek(seen)',
  'year(seen) * 10000 + month(seen) * 100 + dayOfMonth(seen)',
  'Math.max(length, Math.abs(mass))',
  'cbrt(length - 45) + trunc((length - 45) / 3) + hypot(length, mass, 3)',
  'expm1((length - 45) / 1e9) * 1e9 + expm1((length - 45) / 10)',
  'sinh((length - 45) / 10) + cosh((length - 45) / 10) + tanh((length - 45) / 10)',
  'asinh(length - 45) + acosh(length / 40) + atanh((length - 45) / 20)',
  'tan(length) / 1000 + atan(length - 45) + asin((length - 45) / 20) + acos((length - 45) / 20)',
  'second(seen) + quarter(seen) * 100 + dayOfYear(seen) * 1000',
  "(seen - date('2001-09-09T01:46:40Z')) / 864e5",
  "(island + '/' + notes) === 'Dream/grey ice'",
  "notes.includes('grey')",
  "startsWith(notes, 'small') || endsWith(notes, 'ice,')",
  "includes(notes, '.')",
  'length(notes) + length(island) * 100',
  "notes.slice(0, 3) === 'sma'",
  "slice(notes, 2, 40) === 'ice'",
  "split(notes, ' ', 1) === 'grey'",
  "notes.split('re', 0).length()",
  "isMissing(split(notes, ' ', 3))",
] as const;

test.each(expressions)('computes %s alike in the core and in ONNX Runtime', async (expression) => {
  const rows = randomRows('expression', { rows: 1000 });
  const derived = recipe({ target: 'species' }).derive({ result: expression }).select(columns('result'));
  const fitted = await fitRecipe(derived, partsOf(rows));
  const features = applyRecipe(fitted, rows);
  expect(features.data.some((value) => Number.isFinite(value) || value === Infinity)).toBe(true);
  expectSameFeatures(await runGraph(fitted, rows), features);
});

test('covers every function that may be called', () => {
  const uncovered = callableFunctions.filter((name) => !expressions.some((expression) => expression.includes(`${name}(`)));
  expect(uncovered).toEqual([]);
});
