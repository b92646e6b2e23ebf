import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { Column } from '../../../../core/table/column.js';
import { numericColumn, stringColumn } from '../../../../core/table/columns.js';
import { Table } from '../../../../core/table/table.js';
import { lasso } from '../../../../core/trainers/lasso.js';
import { weighFeaturesBy } from '../../../../core/trainers/weigh-features.js';
import { applyRecipe } from '../../../../core/transforms/apply-recipe.js';
import { fitRecipe } from '../../../../core/transforms/fit-recipe.js';
import { consecutivePlaces, hashOfPlace } from '../../../../core/transforms/places.js';
import { all, columns, numeric, recipe, type RecipeSpecification } from '../../../../core/transforms/recipe.js';
import {
  informationOfLabels,
  informationOfNumbers,
  informationOfNumbersAndLabels,
} from '../../../../core/transforms/statistics/mutual-information.js';
import { trainerTools } from '../../trainers/trainer-tools.js';
import { partsOf, tableOf } from '../rows.js';

type Matrix = readonly (readonly number[])[];

interface Values {
  readonly madeBy: string;
  readonly rows: Readonly<Record<string, readonly (number | string)[]>>;
  readonly targetEncoding: Readonly<Record<string, { training: Matrix; fresh: Matrix }>>;
  readonly bins: Readonly<Record<'quantile' | 'uniform', Matrix>>;
  readonly tfIdf: Words;
  readonly tfIdfPairs: Words;
  readonly counts: Words;
  readonly hashing: Matrix;
  readonly frequency: Matrix;
  readonly rare: Matrix;
  readonly clip: Matrix;
  readonly clipRanges: Matrix;
  readonly dates: Matrix;
  readonly cyclic: Matrix;
  readonly power: Matrix;
  readonly powerAlone: Matrix;
  readonly polynomial: Matrix;
  readonly interactions: Matrix;
  readonly pca: Matrix;
  readonly pcaWhitened: Matrix;
  readonly hashedWords: Matrix;
  readonly fOfClasses: readonly number[];
  readonly fOfNumbers: readonly number[];
  readonly chi2: readonly number[];
  readonly informationOfClasses: readonly number[];
  readonly informationOfNumbers: readonly number[];
  readonly informationOfLabels: readonly number[];
  readonly variance: readonly number[];
  readonly correlation: readonly number[];
  readonly l1: readonly number[];
  readonly elimination: readonly number[];
  readonly importance: readonly number[];
}

interface Words {
  readonly names: readonly string[];
  readonly columns: Matrix;
}

// Of scikit-learn, its version in the file, by make-values.py beside it.
const values = JSON.parse(readFileSync('test/core/transforms/golden/values.json', 'utf8')) as Values;

const NUMBERS = ['normal', 'skewed', 'uniform', 'double', 'square', 'noise'];
const FIRST = NUMBERS.slice(0, 3);
const ROUND = ['quarter', 'month', 'dayOfYear', 'dayOfMonth', 'dayOfWeek', 'hour', 'minute', 'second'] as const;

/** Features are float32: relative to the larger value, at least 1, four roundings. */
const TOLERANCE = 2.5e-7;

const table = Table.of(
  Object.entries(values.rows).map(([name, cells]): [string, Column] => [
    name,
    typeof cells[0] === 'string'
      ? stringColumn(cells.map(String))
      : numericColumn(name === 'seen' ? 'timestamp' : 'number', cells.map(Number)),
  ]),
);

async function fit(specification: RecipeSpecification) {
  return fitRecipe(specification, partsOf(table, 50), { weigh: weighFeaturesBy(trainerTools()) });
}

/** By column. */
function matrixOf({ names, data, rows }: ReturnType<typeof applyRecipe>): number[][] {
  return names.map((_, column) => Array.from({ length: rows }, (__, row) => data[row * names.length + column] ?? NaN));
}

function expectColumns(actual: Matrix, expected: Matrix): void {
  expect(actual).toHaveLength(expected.length);
  const largest = actual.flatMap((column, index) =>
    column.map((value, row) => Math.abs(value - (expected[index]?.[row] ?? NaN)) / Math.max(1, Math.abs(value))),
  );
  expect(Math.max(...largest)).toBeLessThan(TOLERANCE);
}

const of = (target: string, ...names: string[]) => recipe({ target }).select(columns(...names));

describe(values.madeBy, () => {
  test.each(Object.keys(values.targetEncoding))('encodes by the target as it does: %s', async (key) => {
    const [target = '', smooth] = key.split(' ');
    const options = { as: 'target', smooth: smooth === 'auto' ? smooth : Number(smooth) } as const;
    const fitted = await fit(of(target, 'text').encode(all(), options));
    const expected = values.targetEncoding[key] ?? { training: [], fresh: [] };
    const trained = applyRecipe(fitted, table, { trainingPlaces: consecutivePlaces(0, table.rows) });
    expectColumns(matrixOf(trained), expected.training);
    expectColumns(matrixOf(applyRecipe(fitted, tableOf({ text: ['ant', 'eel', 'fox'] }))), expected.fresh);
  });

  test.each<[string, RecipeSpecification, Matrix]>([
    ['hashing', of('two', 'text').encode(all(), { as: 'hashing', columns: 7 }), values.hashing],
    ['frequencies', of('two', 'text').encode(all(), { as: 'frequency' }), values.frequency],
    ['rare texts', of('two', 'text').groupRare(all(), { minFrequency: 0.19 }).encode(all(), { as: 'one-hot' }), values.rare],
    ['outliers at quantiles', of('two', ...FIRST).clip(all(), { by: 'quantile', lower: 0.1, upper: 0.9 }), values.clip],
    ['outliers at interquartile ranges', of('two', ...FIRST).clip(all(), { by: 'iqr', factor: 0.5 }), values.clipRanges],
    ['parts of dates', of('two', 'seen').dates(all(), { parts: ['year', ...ROUND] }), values.dates],
    ['parts of dates that begin again', of('two', 'seen').dates(all(), { parts: ROUND, cyclic: true }), values.cyclic],
    ['the power transform', of('two', ...FIRST).power(all()), values.power],
    ['the power transform alone', of('two', ...FIRST).power(all(), { standardize: false }), values.powerAlone],
    ['quantile bins', of('two', ...FIRST).bin(all(), { bins: 4 }), values.bins.quantile],
    ['uniform bins', of('two', ...FIRST).bin(all(), { bins: 4, by: 'uniform' }), values.bins.uniform],
    ['polynomials', of('two', ...FIRST).polynomial(all(), { degree: 3 }), values.polynomial],
    ['interactions', of('two', ...FIRST).polynomial(all(), { degree: 3, interactionOnly: true }), values.interactions],
    ['principal components', of('two', ...NUMBERS).pca(all(), { components: 3 }), values.pca],
    ['whitened components', of('two', ...NUMBERS).pca(all(), { components: 0.9, whiten: true }), values.pcaWhitened],
    ['hashed words', of('two', 'document').text(all(), { as: 'hashing', columns: 9 }), values.hashedWords],
  ])('computes %s', async (_, specification, expected) => {
    expectColumns(matrixOf(applyRecipe(await fit(specification), table)), expected);
  });

  test.each([
    ['tf-idf', { minDocuments: 1 }, values.tfIdf],
    ['tf-idf of pairs', { ngrams: [1, 2], maxFeatures: 12, sublinear: true }, values.tfIdfPairs],
    ['counts', { idf: false, norm: 'none', lowercase: false, minDocuments: 1 }, values.counts],
  ] as const)('computes %s', async (_, options, { names, columns: expected }) => {
    const fitted = await fit(of('two', 'document').text(all(), { as: 'tf-idf', ...options }));
    expect(fitted.features).toEqual(names.map((name) => `document~${name}`));
    expectColumns(matrixOf(applyRecipe(fitted, table)), expected);
  });

  test.each([
    ['anova-f', 'three', values.fOfClasses],
    ['anova-f', 'value', values.fOfNumbers],
    ['chi2', 'three', values.chi2],
    ['mutual-information', 'three', rankingOf(values.informationOfClasses)],
    ['mutual-information', 'value', rankingOf(values.informationOfNumbers)],
  ] as const)('ranks features by %s for %s', async (by, target, ranking) => {
    const positive = NUMBERS.map((name): [string, string] => [name, by === 'chi2' ? `abs(${name})` : `${name} + 0`]);
    for (let keep = 1; keep < NUMBERS.length; keep++) {
      const specification = of(target, ...NUMBERS)
        .derive(Object.fromEntries(positive))
        .selectFeatures(numeric(), { by, keep });
      const { features } = await fit(specification);
      expect(features).toEqual(namesAt(ranking.slice(0, keep).sort()));
    }
  });

  test('measures mutual information', () => {
    const three = numbersOf('three');
    const value = numbersOf('value');
    const ofClasses = NUMBERS.map((name) => informationOfNumbersAndLabels(numbersOf(name), three));
    const ofNumbers = NUMBERS.map((name) => informationOfNumbers(numbersOf(name), value));
    // Its noise of 1e-10 may swap two neighbours that are as far.
    ofClasses.forEach((each, index) => expect(each).toBeCloseTo(values.informationOfClasses[index] ?? NaN, 6));
    ofNumbers.forEach((each, index) => expect(each).toBeCloseTo(values.informationOfNumbers[index] ?? NaN, 6));
    expect(informationOfLabels(foldsOf(table.rows), three)).toBeCloseTo(values.informationOfLabels[0] ?? NaN, 12);
  });

  test('leaves out what varies little, or what others say too', async () => {
    const { features } = await fit(of('two', ...NUMBERS).selectFeatures(all(), { by: 'variance', threshold: 1.5 }));
    expect(features).toEqual(namesAt(values.variance));
    const others = await fit(of('two', ...NUMBERS).selectFeatures(all(), { by: 'correlation', threshold: 0.5 }));
    expect(others.features).toEqual(namesAt(values.correlation));
  });

  test('chooses features by models', async () => {
    const trainer = { name: 'logistic', hyperparameters: { tolerance: 1e-9 } };
    const scaled = of('two', ...NUMBERS).scale(all(), {});
    const important = await fit(scaled.selectFeatures(all(), { by: 'importance', trainer }));
    expect(important.features).toEqual(namesAt(values.importance));
    const named = await fit(
      of('value', ...NUMBERS)
        .scale(all(), {})
        .selectFeatures(all(), { by: 'l1', trainer: lasso({ alpha: 0.3 }) }),
    );
    expect(named.features).toEqual(namesAt(values.l1));
    const left = await fit(scaled.selectFeatures(all(), { by: 'recursive-elimination', trainer, keep: 2 }));
    expect(left.features).toEqual(namesAt(values.elimination));
  });
});

function rankingOf(scores: readonly number[]): number[] {
  return scores.map((_, place) => place).sort((left, right) => (scores[right] ?? 0) - (scores[left] ?? 0));
}

function namesAt(places: readonly number[]): string[] {
  return places.map((place) => NUMBERS[place] ?? '');
}

function numbersOf(name: string): Float64Array {
  const column = table.column(name);
  return column.type === 'string' ? Float64Array.from(column.codes) : column.values;
}

function foldsOf(rows: number): Float64Array {
  return Float64Array.from(consecutivePlaces(0, rows), (place) => hashOfPlace(place) % 5);
}
