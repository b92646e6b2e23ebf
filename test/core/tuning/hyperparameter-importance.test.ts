import { expect, test } from 'vitest';
import { hyperparameterImportance } from '../../../core/tuning/hyperparameter-importance.js';
import { Random } from '../../../core/random.js';

test('tells the hyperparameter that scores follow from one that they do not', () => {
  const random = new Random('importance');
  const trials = Array.from({ length: 80 }, () => ({
    rate: random.next(),
    leaves: random.below(60),
    kind: random.below(2) === 0 ? 'a' : 'b',
  }));
  const columns = new Map(['rate', 'leaves', 'kind'].map((name) => [name, trials.map((trial) => trial[name as 'rate'])])); // one of the three
  const [first, ...others] = hyperparameterImportance(
    trials.map(({ rate }) => (rate - 0.2) ** 2),
    columns,
  );
  expect(first?.name).toBe('rate');
  expect(first?.share).toBeGreaterThan(0.7);
  for (const { share } of others) expect(share).toBeLessThan(0.1);
});

test('says nothing of what few trials have', () => {
  const few = [1, 2, 3, undefined, undefined, undefined, undefined, undefined, undefined];
  expect(hyperparameterImportance([1, 2, 3, 4, 5, 6, 7, 8, 9], new Map([['drop', few]]))).toEqual([{ name: 'drop', trials: 3, share: 0 }]);
});
