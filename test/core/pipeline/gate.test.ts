import { expect, test } from 'vitest';
import { atLeast, atMost, betterThanChampion, decideGate, gate, type Gate, type GateFacts } from '../../../core/pipeline/gate.js';

const champion = { f1Macro: 0.9, rmse: 2 };
const facts = (metrics: GateFacts['metrics'], rival: GateFacts['champion'] = champion): GateFacts => ({ metrics, champion: rival });

test.each([
  { what: 'at least, reached', condition: atLeast('f1Macro', 0.9), given: facts({ f1Macro: 0.9 }), open: true },
  { what: 'at least, missed', condition: atLeast('f1Macro', 0.9), given: facts({ f1Macro: 0.89 }), open: false },
  { what: 'at most, reached', condition: atMost('rmse', 2), given: facts({ rmse: 2 }), open: true },
  { what: 'at most, missed', condition: atMost('rmse', 2), given: facts({ rmse: 2.1 }), open: false },
  {
    what: 'a score that is better by enough',
    condition: betterThanChampion('f1Macro', { by: 0.01 }),
    given: facts({ f1Macro: 0.92 }),
    open: true,
  },
  {
    what: 'a score that is better, but by too little',
    condition: betterThanChampion('f1Macro', { by: 0.05 }),
    given: facts({ f1Macro: 0.92 }),
    open: false,
  },
  { what: 'an equal score', condition: betterThanChampion('f1Macro'), given: facts({ f1Macro: 0.9 }), open: false },
  { what: 'a smaller error', condition: betterThanChampion('rmse', { by: 0.5 }), given: facts({ rmse: 1.5 }), open: true },
  { what: 'a greater error', condition: betterThanChampion('rmse'), given: facts({ rmse: 2.5 }), open: false },
  { what: 'no champion yet', condition: betterThanChampion('rmse'), given: facts({ rmse: 99 }, 'none'), open: true },
  { what: 'a champion that was never evaluated', condition: betterThanChampion('rmse'), given: facts({ rmse: 0 }, 'unknown'), open: false },
  { what: 'a metric that was not measured', condition: atMost('rmse', 2), given: facts({ f1Macro: 1 }), open: false },
  { what: 'a metric that is not a number', condition: atLeast('f1Macro', 0), given: facts({ f1Macro: NaN }), open: false },
])('decides on $what', ({ condition, given, open }) => {
  expect(decideGate(condition, given).open).toBe(open);
});

test('asks the whole interval where it is told to be confident', () => {
  const given = {
    ...facts({ f1Macro: 0.92, rmse: 1.5 }),
    intervals: { f1Macro: { lower: 0.88, upper: 0.95 }, rmse: { lower: 1.2, upper: 1.9 } },
  };
  const open = (condition: Gate): boolean => decideGate(condition, given).open;
  expect(open(atLeast('f1Macro', 0.9))).toBe(true);
  expect(open(atLeast('f1Macro', 0.9, { confident: true }))).toBe(false);
  expect(open(atMost('rmse', 1.9, { confident: true }))).toBe(true);
  expect(open(betterThanChampion('f1Macro', { confident: true }))).toBe(false);
  expect(open(betterThanChampion('rmse', { confident: true }))).toBe(true);
  expect(decideGate(atLeast('f1Macro', 0.9, { confident: true }), given).received).toBe('0.92 (0.88 to 0.95)');
  expect(decideGate(atLeast('f1Macro', 0.9, { confident: true }), facts({ f1Macro: 1 }))).toMatchObject({
    open: false,
    received: '1 (without an interval)',
  });
});

test('says what was expected and received', () => {
  expect(decideGate(atLeast('f1Macro', 0.9), facts({ f1Macro: 0.5 }))).toEqual({
    open: false,
    expected: 'f1Macro >= 0.9',
    received: '0.5',
  });
  expect(decideGate(atLeast('f1Macro', 0.9), facts({ accuracy: 1 })).received).toBe('no such metric (has accuracy)');
});

test('is data that its own schema accepts', () => {
  for (const condition of [atLeast('f1Macro', 0.9), atMost('rmse', 2), betterThanChampion('mae', { by: 1 })]) {
    expect(gate.parse(JSON.parse(JSON.stringify(condition)))).toEqual(condition);
  }
  expect(gate.safeParse({ gate: 'atLeast', metric: 'beauty', value: 1 }).success).toBe(false);
});
