import { expect, test } from 'vitest';
import { runProgram } from '../../../activities/external/run-program.js';
import { LeatError } from '../../../core/errors.js';
import { expectRejection } from '../../support/expect-refusal.js';

interface Run {
  readonly lines: string[];
  readonly fractions: number[];
  readonly done: Promise<void>;
  cancel(): void;
}

/** Runs a line of JavaScript. */
function start(
  code: string,
  limits: { timeLimitMs?: number; memoryLimitBytes?: number } = {},
  program: readonly string[] = ['node', '-e', code],
): Run {
  const lines: string[] = [];
  const fractions: number[] = [];
  let cancelled = false;
  const context = {
    log: { info: (line: string) => lines.push(line), warn: () => undefined },
    progress: (fraction: number) => fractions.push(fraction),
    signal: {
      get cancelled() {
        return cancelled;
      },
      throwIfCancelled() {
        if (cancelled) throw new LeatError('CANCELLED', 'cancelled by the test');
      },
    },
  };
  const surroundings = { folder: '/tmp', environment: { PATH: process.env['PATH'] ?? '' } };
  const done = runProgram(program, { ...surroundings, timeLimitMs: 60_000, memoryLimitBytes: undefined, ...limits }, context);
  return { lines, fractions, done, cancel: () => (cancelled = true) };
}

const FOREVER = 'setInterval(() => undefined, 1000);';
/** Starts a process that would go on for a minute, and prints its number. */
const WITH_CHILD = `console.log(require('node:child_process').spawn('sleep', ['60']).pid); ${FOREVER}`;

async function eventually(isSo: () => boolean): Promise<void> {
  while (!isSo()) await new Promise((resolve) => setTimeout(resolve, 20));
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

test('logs what a program prints, and takes its word on progress', async () => {
  const { lines, fractions, done } = start('console.log("epoch 1"); console.log("leat:progress 0.5"); console.error("a warning")');
  await done;
  expect(lines.toSorted()).toEqual(['a warning', 'epoch 1']);
  expect(fractions).toEqual([0.5]);
});

test('passes arguments on unread', async () => {
  const given = ['$(id)', '`id`', '"; exit 3', "'*"];
  const { lines, done } = start('', {}, ['node', '-e', 'console.log(process.argv.slice(1).join("\\n"))', '--', ...given]);
  await done;
  expect(lines).toEqual(given);
});

test('keeps the secrets of the worker from the program', async () => {
  process.env['LEAT_SECRET_TEST'] = 'hidden';
  const { lines, done } = start('console.log(Object.keys(process.env).filter((name) => name.startsWith("LEAT")).length)');
  await done;
  expect(lines).toEqual(['0']);
});

test('quotes the last lines of a program that fails', async () => {
  const { done } = start('for (let line = 1; line <= 30; line++) console.log("line", line); process.exitCode = 3');
  await expectRejection(done, 'EXTERNAL_FAILED', 'exit code 3; its last lines:\nline 11\n');
});

test('names a program that is not there', async () => {
  await expectRejection(start('', {}, ['no-such-program']).done, 'EXTERNAL_COMMAND_MISSING', '"no-such-program"');
});

test('ends a program, and what it has started, at its time limit', async () => {
  const { lines, done } = start(WITH_CHILD, { timeLimitMs: 1500 });
  await expectRejection(done, 'EXTERNAL_TIMED_OUT', '1500 ms');
  await eventually(() => !isRunning(Number(lines[0])));
});

test('ends a program that takes too much memory', async () => {
  const hoard = `const kept = []; setInterval(() => kept.push(Buffer.alloc(20_000_000, 1)), 20)`;
  await expectRejection(start(hoard, { memoryLimitBytes: 150 * 2 ** 20 }).done, 'EXTERNAL_MEMORY_EXCEEDED', 'at most 150 MB');
});

test('ends a program, and what it has started, when it is cancelled', async () => {
  const { lines, done, cancel } = start(WITH_CHILD);
  await eventually(() => lines.length > 0);
  cancel();
  await expectRejection(done, 'CANCELLED', 'test');
  await eventually(() => !isRunning(Number(lines[0])));
});
