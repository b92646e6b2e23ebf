import { expect, expectTypeOf, test } from 'vitest';
import type { TrainerChoice } from '../../../core/model/trainer-choice.js';
import type { Handle } from '../../../core/pipeline/handle.js';
import { train } from '../../../core/pipeline/stages/train.js';
import type { TrainerSearch } from '../../../core/trainers/choose-trainer.js';
import { dummy } from '../../../core/trainers/dummy.js';
import { logistic } from '../../../core/trainers/logistic.js';
import { trainerSearch } from '../../../core/trainers/trainer-choice.js';
import { choice, int, logUniform, uniform, when } from '../../../core/tuning/distribution.js';
import { choiceAt, isActive, searchSpaceOf } from '../../../core/tuning/search-space.js';
import { expectRefusal } from '../../support/expect-refusal.js';

test('keeps where a hyperparameter is searched, and fills in the defaults of the others', () => {
  expect(logistic({ l2: logUniform(0.01, 10) })).toEqual({
    name: 'logistic',
    hyperparameters: { l2: { $search: 'logUniform', low: 0.01, high: 10 }, l1: 0, maxIterations: 200, tolerance: 1e-5 },
  });
});

test('tells searched hyperparameters from given ones, and puts a place of the space into a choice', () => {
  const space = searchSpaceOf(logistic({ l2: logUniform(0.01, 10), maxIterations: 50 }));
  expect(space.dimensions.map(({ name }) => name)).toEqual(['l2']);
  expect(choiceAt(space, { l2: 0.5 })).toEqual(logistic({ l2: 0.5, maxIterations: 50 }));
});

test('puts a hyperparameter behind those that it depends on', () => {
  const hyperparameters = { rate: when({ booster: 'dart' }, uniform(0, 1)), booster: choice('tree', 'dart'), depth: 3 };
  const space = searchSpaceOf({ name: 'made-up', hyperparameters });
  expect(space.dimensions.map(({ name }) => name)).toEqual(['booster', 'rate']);
  const [, rate] = space.dimensions;
  const active = (booster: string): boolean => rate !== undefined && isActive(rate, space, { booster });
  expect([active('dart'), active('tree')]).toEqual([true, false]);
});

test.each([
  { what: 'an end', choose: () => logistic({ maxIterations: int(0, 100) }), place: 'trainer "logistic", parameter "maxIterations"' },
  { what: 'another end', choose: () => logistic({ l2: uniform(-1, 1) }), place: 'got -1' },
  { what: 'fractions of a whole number', choose: () => logistic({ maxIterations: uniform(1, 3) }), place: 'got 1.76' },
  { what: 'a value', choose: () => dummy({ strategy: choice('prior', 'x' as 'prior') }), place: 'got "x"' }, // as JSON may have it
])('refuses $what that the trainer would refuse', ({ choose, place }) => {
  expectRefusal(choose, 'PARAMETER_INVALID', place);
});

test('refuses ends that are the wrong way round, and a condition on what is not there', () => {
  expectRefusal(() => int(64, 4), 'PARAMETER_INVALID', 'low to be at most high');
  expectRefusal(() => logUniform(0, 1), 'PARAMETER_INVALID', 'got 0');
  expectRefusal(() => logistic({ l2: when({ penalty: 'l2' }, uniform(0, 1)) }), 'PARAMETER_INVALID', '"penalty"');
});

test('refuses the same in JSON', () => {
  const l2 = { $search: 'uniform', low: -3, high: 1 };
  const refused = trainerSearch.safeParse({ name: 'logistic', hyperparameters: { l2 } });
  expect(refused.error?.issues[0]?.message).toContain('got -3');
  expect(trainerSearch.parse({ name: 'logistic', hyperparameters: { l2: { ...l2, low: 0 } } })).toEqual({
    name: 'logistic',
    hyperparameters: { l2: { ...l2, low: 0 } },
  });
});

test('types a choice and a search apart', () => {
  expectTypeOf(logistic({ l2: 1 })).toEqualTypeOf<TrainerChoice>();
  expectTypeOf(logistic({ l2: logUniform(0.01, 1) })).toEqualTypeOf<TrainerSearch>();
  expectTypeOf([{ l2: 1 }].map(logistic)).toEqualTypeOf<TrainerChoice[]>();
  const rows = {} as Handle<'table'>; // never read: what follows is for the compiler
  const refused = (): unknown[] => [
    // @ts-expect-error -- a search has no hyperparameters yet that could be trained
    train({ train: rows, trainer: logistic({ l2: logUniform(0.01, 1) }) }),
    // @ts-expect-error -- numbers are searched among numbers
    logistic({ l2: choice('a', 'b') }),
    // @ts-expect-error -- an enumeration has only its own values
    dummy({ strategy: choice('prior', 'median') }),
  ];
  expect(refused).toBeTypeOf('function');
});
