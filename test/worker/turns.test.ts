import { expect, test } from 'vitest';
import { Turns } from '../../worker/turns.js';

const never = new AbortController().signal;

test('lets so many go on at once, and the others in the order in which they came', async () => {
  const turns = new Turns(2);
  const [begun, ends]: [number[], (() => void)[]] = [[], []];
  const work = (name: number) => () => new Promise<void>((end) => (begun.push(name), (ends[name] = end)));
  const all = [0, 1, 2, 3].map((name) => turns.during(work(name), never));
  await Promise.resolve();
  expect(begun).toEqual([0, 1]);
  ends[1]?.();
  await all[1];
  await expect.poll(() => begun).toEqual([0, 1, 2]);
  ends[0]?.();
  await expect.poll(() => begun).toEqual([0, 1, 2, 3]);
});

test('takes whoever gives up out of the row, and goes on after one that failed', async () => {
  const turns = new Turns(1);
  let fail: (error: Error) => void = () => undefined;
  const first = turns.during(() => new Promise((_, reject) => (fail = reject)), never);
  const impatient = new AbortController();
  const second = turns.during(() => Promise.resolve('never'), impatient.signal);
  const third = turns.during(() => Promise.resolve('third'), never);
  impatient.abort(new Error('gives up'));
  await expect(second).rejects.toThrow('gives up');
  fail(new Error('failed'));
  await expect(first).rejects.toThrow('failed');
  expect(await third).toBe('third');
});
