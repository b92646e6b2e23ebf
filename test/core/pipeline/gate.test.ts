import { expect, test } from 'vitest';
import { atLeast, atMost, betterThanChampion, decideGate, gate, type GateFacts } from '../../../core/pipeline/gate.js';

const champion = { f1Macro: 0.9, rmse: 2 };
const facts = (metrics: GateFacts['metrics'], rival: GateFacts['champion'] = champion): GateFacts => ({ metrics, champion: rival });

test.each([
  ['at least, reached', atLeast('f1Macro', 0.9), facts({ f1Macro: 0.9 }), true],
  ['at least, missed', atLeast('f1Macro', 0.9), facts({ f1Macro: 0.89 }), false],
  ['at most, reached', atMost('rmse', 2), facts({ rmse: 2 }), true],
  ['at most, missed', atMost('rmse', 2), facts({ rmse: 2.1 }), false],
  ['a score that is better by enough', betterThanChampion('f1Macro', { by: 0.01 }), facts({ f1Macro: 0.92 }), true],
  ['a score that is better, but by too little', betterThanChampion('f1Macro', { by: 0.05 }), facts({ f1Macro: 0.92 }), false],
  ['an equal score', betterThanChampion('f1Macro'), facts({ f1Macro: 0.9 }), false],
  ['a smaller error', betterThanChampion('rmse', { by: 0.5 }), facts({ rmse: 1.5 }), true],
  ['a greater error', betterThanChampion('rmse'), facts({ rmse: 2.5 }), false],
  ['no champion yet', betterThanChampion('rmse'), facts({ rmse: 99 }, 'none'), true],
  ['a champion that was never evaluated', betterThanChampion('rmse'), facts({ rmse: 0 }, 'unknown'), false],
  ['a metric that was not measured', atMost('rmse', 2), facts({ f1Macro: 1 }), false],
  ['a metric that is not a number', atLeast('f1Macro', 0), facts({ f1Macro: NaN }), false],
])('decides on %s', (_, condition, given, open) => {
  expect(decideGate(condition, given).open).toBe(open);
});

test('says what was expected and received', () => {
  expect(decideGate(atLeast('f1Macro', 0.9), facts({ f1Macro: 0.5 }))).toEqual({ open: false, expected: 'f1Macro >= 0.9', received: '0.5' });
  expect(decideGate(atLeast('f1Macro', 0.9), facts({ accuracy: 1 })).received).toBe('no such metric (has accuracy)');
});

test('is data that its own schema accepts', () => {
  for (const condition of [atLeast('f1Macro', 0.9), atMost('rmse', 2), betterThanChampion('mae', { by: 1 })]) {
    expect(gate.parse(JSON.parse(JSON.stringify(condition)))).toEqual(condition);
  }
  expect(gate.safeParse({ gate: 'atLeast', metric: 'beauty', value: 1 }).success).toBe(false);
});
