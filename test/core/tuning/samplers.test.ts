import { describe, expect, test } from 'vitest';
import { readsOf } from '../../../core/pipeline/study-order.js';
import { Random } from '../../../core/random.js';
import { choice, int, logUniform, uniform, when } from '../../../core/tuning/distribution.js';
import { makeSampler } from '../../../core/tuning/make-sampler.js';
import type { Sampler, Suggestion, Told } from '../../../core/tuning/sampler.js';
import { gridSearch, halving, hyperband, randomSearch, tpe, type SearchMethod } from '../../../core/tuning/search-method.js';
import { searchSpaceOf } from '../../../core/tuning/search-space.js';
import { expectRefusal } from '../../support/expect-refusal.js';

const spaces = [
  { name: 'tree', hyperparameters: { depth: int(1, 9), rate: logUniform(0.001, 1), booster: choice('plain', 'dart'), drop: when({ booster: 'dart' }, uniform(0, 1)) } }, // prettier-ignore
  { name: 'line', hyperparameters: { l2: logUniform(1e-4, 10) } },
].map(searchSpaceOf);
const methods: readonly SearchMethod[] = [
  tpe(),
  randomSearch(),
  gridSearch({ steps: 3 }),
  halving({ minimum: 1, maximum: 9, resource: 'trees' }),
  hyperband({ minimum: 1, maximum: 9, resource: 'trees' }),
];

/** Best at depth 7, rate 0.1, on a tree. */
function lossOf({ space, values }: Suggestion): number {
  if (space === 1) return 2;
  return Math.abs(Number(values['depth']) - 7) / 8 + Math.abs(Math.log10(Number(values['rate'])) + 1) / 3;
}

/** Runs all trials in an order that only keeps what the sampler asks for, and answers in the order of their numbers. */
function search(
  sampler: Sampler,
  { seed = 'seed', loss = lossOf }: { seed?: string; loss?: (at: Suggestion) => number | null } = {},
): Told[] {
  const told: Told[] = [];
  for (let number = 0; number < sampler.trials; number++) {
    const known = readsOf(sampler.order, number);
    const random = new Random(`${seed}/${String(number)}`);
    const suggestion = sampler.suggest({ number, told: told.slice(0, known), pending: told.slice(known), random });
    told.push({ ...suggestion, loss: loss(suggestion) });
  }
  return told;
}

describe.each(methods)('$search', (method) => {
  const sampler = makeSampler(method, spaces, { trials: 40, parallel: 4 });

  test('suggests places of the spaces, and conditional hyperparameters only where they play a part', () => {
    for (const { space, values } of search(sampler)) {
      const names = space === 1 ? ['l2'] : ['depth', 'rate', 'booster', ...(values['booster'] === 'dart' ? ['drop'] : [])];
      expect(Object.keys(values).sort()).toEqual(names.sort());
    }
  });

  test('answers the same question the same', () => {
    expect(search(sampler)).toEqual(search(makeSampler(method, spaces, { trials: 40, parallel: 4 })));
  });

  test('only reads trials before, and at most as many trials as it may', () => {
    expect(sampler.trials).toBeLessThanOrEqual(40);
    for (let number = 0; number < sampler.trials; number++) expect(readsOf(sampler.order, number)).toBeLessThanOrEqual(number);
  });

  test('goes on where trials fail', () => {
    const told = search(sampler, { loss: (at) => (at.space === 1 ? null : lossOf(at)) });
    expect(told).toHaveLength(sampler.trials);
    expect(Math.min(...told.map(({ loss }) => loss ?? Infinity))).toBeLessThan(1);
  });
});

test('TPE comes closer to the best than random search, on the whole', () => {
  const best = (method: SearchMethod): number => {
    const seeds = Array.from({ length: 20 }, (_, index) => `seed-${String(index)}`);
    const sampler = makeSampler(method, spaces, { trials: 50, parallel: 4 });
    return seeds.reduce((sum, seed) => sum + Math.min(...search(sampler, { seed }).map(({ loss }) => loss ?? Infinity)), 0) / seeds.length;
  };
  expect(best(tpe())).toBeLessThan(0.6 * best(randomSearch()));
});

test('TPE begins with what an earlier run told', () => {
  const sampler = makeSampler(tpe(), spaces, { trials: 20, parallel: 1 });
  const earlier = search(makeSampler(tpe(), spaces, { trials: 50, parallel: 1 }), { seed: 'earlier' });
  const first = sampler.suggest({ number: 0, told: earlier, pending: [], random: new Random('now') });
  expect(lossOf(first)).toBeLessThan(0.5);
});

test('grid search tries every combination once, the last hyperparameter fastest', () => {
  const small = [searchSpaceOf({ name: 'small', hyperparameters: { l2: logUniform(0.01, 100), kind: choice('a', 'b') } })];
  const told = search(makeSampler(gridSearch({ steps: 3 }), small, { trials: 100, parallel: 4 }), { loss: () => 0 });
  expect(told.map(({ values }) => [values['l2'], values['kind']])).toEqual([[0.01, 'a'], [0.01, 'b'], [1, 'a'], [1, 'b'], [100, 'a'], [100, 'b']]); // prettier-ignore
});

test('grid search looks at no more combinations than it may try', () => {
  const hyperparameters = Object.fromEntries(Array.from({ length: 30 }, (_, index) => [`h${String(index)}`, int(1, 9)]));
  const told = search(makeSampler(gridSearch({ steps: 9 }), [searchSpaceOf({ name: 'wide', hyperparameters })], { trials: 11, parallel: 1 }), { loss: () => 0 }); // prettier-ignore
  expect(told.map(({ values }) => [values['h28'], values['h29']]).slice(7)).toEqual([[1, 8], [1, 9], [2, 1], [2, 2]]); // prettier-ignore
});

test.each([
  { what: 'a least share above all rows', options: { minimum: 5 }, received: 'at most the maximum, which is 1 when left out; got 5' },
  { what: 'more than all rows', options: { minimum: 100, maximum: 1000 }, received: 'a share of the rows, at most 1; got 1000' },
  { what: 'a minimum above the maximum', options: { resource: 'trees', minimum: 9, maximum: 3 }, received: 'got 9' },
  {
    what: 'a hyperparameter without a maximum',
    options: { resource: 'trees' },
    received: 'expected a maximum for a resource that is a hyperparameter; got nothing',
  },
])('halving refuses $what', ({ options, received }) => {
  for (const search of [halving, hyperband]) expectRefusal(() => search(options), 'PARAMETER_INVALID', received);
});

test.each([
  { method: halving({ minimum: 0.001 }), trials: 6, received: 'at least 7 trials, one in each rung, got 6' },
  { method: hyperband(), trials: 9, received: 'at least 10 trials, one in each rung, got 9' },
])('$method.search refuses fewer trials than it has rungs', ({ method, trials, received }) => {
  expectRefusal(() => makeSampler(method, spaces, { trials, parallel: 4 }), 'PARAMETER_INVALID', received);
  for (let more = trials + 1; more < 40; more++)
    expect(makeSampler(method, spaces, { trials: more, parallel: 4 }).trials).toBeLessThanOrEqual(more);
});

test('halving gives the best of every rung three times the resource', () => {
  const sampler = makeSampler(halving({ minimum: 1, maximum: 9, resource: 'trees' }), spaces, { trials: 13, parallel: 4 });
  const told = search(sampler);
  expect(told.map(({ resource }) => resource)).toEqual([...Array<number>(9).fill(1), 3, 3, 3, 9]);
  const best = told.slice(0, 9).toSorted((left, right) => (left.loss ?? 0) - (right.loss ?? 0));
  expect(told.slice(9, 12).map(({ values }) => values)).toEqual(best.slice(0, 3).map(({ values }) => values));
  expect([8, 9, 11, 12].map((number) => readsOf(sampler.order, number))).toEqual([0, 9, 9, 12]);
});

test('Hyperband begins again with fewer trials and more of the resource', () => {
  const told = search(makeSampler(hyperband({ minimum: 1, maximum: 9, resource: 'trees' }), spaces, { trials: 22, parallel: 4 }));
  expect(told.map(({ resource }) => resource)).toEqual([...Array<number>(9).fill(1), 3, 3, 3, 9, 3, 3, 3, 3, 3, 9, 9, 9, 9].slice(0, told.length)); // prettier-ignore
});
