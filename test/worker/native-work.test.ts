import { threadId } from 'node:worker_threads';
import { expect, test } from 'vitest';
import { ControlBlock } from '../../worker/control-block.js';
import { NativeWork } from '../../worker/native-work.js';

const always = (): boolean => true;

test('lets a thread be ended only when its native work is over', async () => {
  const native = new NativeWork();
  const [first, second] = [native.enter(), native.enter()];
  let isSettled = false;
  const settled = native.settle(threadId, always).then(() => (isSettled = true));
  first();
  first(); // once
  await new Promise((wake) => setTimeout(wake, 50));
  expect(isSettled).toBe(false);
  second();
  expect(await settled).toBe(true);
});

test('begins no native work in a thread that is to be ended, and says why its job ends', async () => {
  const native = new NativeWork();
  native.job = new ControlBlock();
  native.job.end('STAGE_TIMEOUT');
  await native.settle(threadId, always);
  await expect(native.during(() => Promise.resolve('done'))).rejects.toMatchObject({ code: 'STAGE_TIMEOUT' });
  native.allow(threadId);
  expect(await native.during(() => Promise.resolve('done'))).toBe('done');
});

test('waits no longer than is wanted', async () => {
  const native = new NativeWork();
  const leave = native.enter();
  let looks = 0;
  await native.settle(threadId, () => ++looks < 3);
  leave();
  expect(looks).toBe(3);
});
