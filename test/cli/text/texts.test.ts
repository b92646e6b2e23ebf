import { expect, test } from 'vitest';
import { Terminal } from '../../../cli/terminal.js';
import { awaitedText } from '../../../cli/text/awaited-text.js';
import { durationText } from '../../../cli/text/duration-text.js';
import { figuresText } from '../../../cli/text/figure-text.js';
import { importanceText } from '../../../cli/text/importance-text.js';
import { planMermaid, planTree } from '../../../cli/text/plan-text.js';
import { barText, stageRow } from '../../../cli/text/stage-row.js';
import { tableText } from '../../../cli/text/table-text.js';
import type { Awaited } from '../../../core/release/awaited.js';
import { definePipeline } from '../../../core/pipeline/define-pipeline.js';
import { defineStage } from '../../../core/pipeline/define-stage.js';
import { makePlan } from '../../../core/pipeline/make-plan.js';
import { z } from 'zod';

const terminal = new Terminal();

test.each([
  [12.4, '12 ms'],
  [1_449, '1.4 s'],
  [59_960, '1 m 00 s'],
  [125_000, '2 m 05 s'],
  [3_725_000, '1 h 02 m'],
])('reads %d ms as %s', (ms, text) => {
  expect(durationText(ms)).toBe(text);
});

test.each<[awaited: Awaited, text: string]>([
  [{ kind: 'traffic', requests: 40, ms: 599_000 }, '40 more requests and 9 m 59 s'],
  [{ kind: 'traffic', requests: 1, ms: 0 }, '1 more request'],
  [{ kind: 'traffic', requests: 0, ms: 0 }, 'a worker that looks at it'],
  [{ kind: 'turn' }, 'its turn, and a worker'],
  [{ kind: 'word' }, 'a person: "leat models approve churn --alias eu" or "leat models reject churn --alias eu"'],
  [{ kind: 'nothing' }, '–'],
])('tells what a release waits for: %j', (awaited, text) => {
  expect(awaitedText(awaited, { model: 'churn', alias: 'eu' })).toBe(text);
});

test('keeps the digits of figures that matter, and no more figures than fit', () => {
  expect(figuresText({ rows: 3_000_000, f1: 0.123456, best: 'logistic' })).toBe('rows 3,000,000 · f1 0.1235 · best logistic');
  expect(figuresText({ digest: `sha256:${'ab'.repeat(32)}` })).toBe('digest sha256:abababab…');
  expect(figuresText({ a: 1, b: 2, c: 3, d: 4, e: 5, f: 6, g: 7 })).toBe('a 1 · b 2 · c 3 · d 4 · e 5 · f 6 · …');
});

test('tells of the features that splits lean on what share of the gain they have', () => {
  const importance = [6, 2, 1, 1, 0, 0, 0].map((gain, place) => ({ feature: 'abcdefg'.slice(place, place + 1), gain, splits: 1 }));
  expect(importanceText(importance)).toBe('a 60 % · b 20 % · c 10 % · d 10 % · e 0 % · f 0 % · …');
});

test('aligns columns by what is seen of them, not by the codes of colours', () => {
  expect(
    tableText([
      ['\u001b[32mab\u001b[39m', 'x'],
      ['abcd', 'y'],
    ]),
  ).toBe('\u001b[32mab\u001b[39m    x\nabcd  y');
});

test('tells of a stage its state, time, attempt and how far it is', () => {
  const stage = { name: 'train', state: 'running', attempt: 2, startedAt: 1_000, fraction: 0.5, retrying: 'no memory' } as const;
  expect(stageRow(stage, 3_500, terminal)).toEqual(['▸ train', 'running', '2.5 s', `attempt 2 · ${barText(0.5)} · after: no memory`]);
  const error = { code: 'SOURCE_FILE_MISSING', message: 'no file' };
  expect(stageRow({ name: 'ingest', state: 'failed', attempt: 1, error }, 0, terminal)).toEqual([
    '✖ ingest',
    'failed',
    '',
    'SOURCE_FILE_MISSING: no file',
  ]);
});

test('draws a plan as a tree and as a diagram', () => {
  const read = defineStage({ name: 'read', version: 1, inputs: {}, outputs: { out: 'report' }, params: z.strictObject({}) });
  const join = defineStage({
    name: 'join',
    version: 1,
    inputs: { left: 'report', right: 'report' },
    outputs: { out: 'report' },
    params: z.strictObject({}),
  });
  const build = () => {
    const left = read({});
    return { end: join({ left, right: read({}, { as: 'other' }) }) };
  };
  const { plan } = makePlan(definePipeline({ name: 'two', params: z.strictObject({}), build }), {});
  expect(planTree(plan, { cached: new Set(['read']), terminal })).toBe(
    ['two', '├─ read  cached', '└─ other (read)', '   └─ join  also from read'].join('\n'),
  );
  expect(planMermaid(plan, new Set())).toContain('  other -->|out| join');
});
