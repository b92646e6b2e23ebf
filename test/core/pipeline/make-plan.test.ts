import { expect, test } from 'vitest';
import { z } from 'zod';
import { definePipeline } from '../../../core/pipeline/define-pipeline.js';
import { defineStage } from '../../../core/pipeline/define-stage.js';
import { makePlan } from '../../../core/pipeline/make-plan.js';
import { expectRefusal } from '../../support/expect-refusal.js';

const read = defineStage({
  name: 'read',
  version: 1,
  inputs: {},
  outputs: { table: 'table' },
  params: z.strictObject({ path: z.string() }),
});
const cut = defineStage({
  name: 'cut',
  version: 2,
  inputs: { table: 'table' },
  outputs: { left: 'table', right: 'table' },
  params: z.strictObject({ share: z.number().gt(0).lt(1).default(0.5) }),
});
const join = defineStage({
  name: 'join',
  version: 1,
  inputs: { tables: 'table[]', hint: 'report?' },
  outputs: { table: 'table' },
  params: z.strictObject({}),
});

const noParams = z.strictObject({});

test('collects every stage that an output depends on, each behind its inputs', () => {
  const pipeline = definePipeline({
    name: 'cut-and-join',
    params: noParams,
    build() {
      const { left, right } = cut({ table: read({ path: 'a.csv' }) });
      return { all: join({ tables: [left, right] }) };
    },
  });
  const { plan } = makePlan(pipeline, {});
  expect(plan.stages.map(({ name }) => name)).toEqual(['read', 'cut', 'join']);
  expect(plan.stages[2]?.inputs).toEqual({
    tables: [
      { $from: 'cut', output: 'left' },
      { $from: 'cut', output: 'right' },
    ],
  });
  expect(plan.outputs).toEqual({ all: { $from: 'join', output: 'table' } });
});

test('fills defaults in and keeps the policy that the author gave', () => {
  const pipeline = definePipeline({
    name: 'one',
    params: noParams,
    build: () => ({ left: cut({ table: read({ path: 'a' }) }, { as: 'halve', timeout: '90s', retry: { attempts: 2 } }).left }),
  });
  const [, halve] = makePlan(pipeline, {}).plan.stages;
  expect(halve).toMatchObject({
    name: 'halve',
    stage: 'cut',
    version: 2,
    params: { share: 0.5 },
    policy: { timeoutMs: 90_000, retry: { attempts: 2 } },
  });
});

test('gives a plan that cannot be changed and survives JSON', () => {
  const { plan } = makePlan(definePipeline({ name: 'one', params: noParams, build: () => ({ table: read({ path: 'a' }) }) }), {});
  expect(Object.isFrozen(plan.stages[0])).toBe(true);
  expect(JSON.parse(JSON.stringify(plan))).toEqual(plan);
});

test('plans a chain of 5,000 stages', () => {
  const build = () => {
    let table = read({ path: 'a' });
    for (let index = 1; index < 5000; index++) table = join({ tables: [table] }, { as: `join-${String(index)}` });
    return { table };
  };
  expect(makePlan(definePipeline({ name: 'chain', params: noParams, build }), {}).plan.stages).toHaveLength(5000);
});

test('refuses two stages of one name', () => {
  const build = () => ({ all: join({ tables: [read({ path: 'a' }), read({ path: 'b' })] }) });
  expectRefusal(() => makePlan(definePipeline({ name: 'twice', params: noParams, build }), {}), 'STAGE_NAME_DUPLICATE', '"read"');
});

test('refuses an unknown parameter of the pipeline, naming the nearest known', () => {
  const pipeline = definePipeline({
    name: 'p',
    params: z.strictObject({ folds: z.int().default(5) }),
    build: () => ({ table: read({ path: 'a' }) }),
  });
  expectRefusal(
    () => makePlan(pipeline, { flods: 3 }),
    'PARAMETER_INVALID',
    'pipeline "p": unknown parameter "flods"; did you mean "folds"?',
  );
  expectRefusal(() => makePlan(pipeline, { folds: 'three' }), 'PARAMETER_INVALID', 'got "three"');
});

test('refuses parameters that are data, before they stand in a history', () => {
  const pipeline = definePipeline({
    name: 'p',
    params: z.strictObject({ rows: z.array(z.string()).default([]) }),
    build: () => ({ table: read({ path: 'a' }) }),
  });
  expect(makePlan(pipeline, { rows: ['é'.repeat(100_000)] }).plan.stages).toHaveLength(1);
  expectRefusal(
    () => makePlan(pipeline, { rows: ['é'.repeat(150_000)] }),
    'PARAMETER_INVALID',
    'at most 256 KiB in all, as JSON, got 293 KiB',
  );
});

// What the compiler refuses is refused at run time too: pipelines may be written in JavaScript.
test('refuses wrong wiring with the names of stage and field', () => {
  const table = read({ path: 'a' });
  // @ts-expect-error a report is wanted
  const wrongKind = () => join({ tables: [table], hint: table });
  expectRefusal(wrongKind, 'STAGE_INPUT_KIND', 'stage "join", input "hint": expected report?, got table "table" of stage "read"');
  // @ts-expect-error the table is missing
  expectRefusal(() => cut({ share: 0.2 }), 'STAGE_INPUT_MISSING', 'stage "cut": expected input "table"');
  // @ts-expect-error no such parameter
  expectRefusal(() => cut({ table, shares: 0.2 }), 'PARAMETER_INVALID', 'unknown parameter "shares"; did you mean "share"?');
  // @ts-expect-error no such input
  expectRefusal(() => cut({ table, tabel: table }), 'STAGE_INPUT_UNKNOWN', 'unknown input "tabel"; did you mean "table"?');
  // @ts-expect-error a handle is wanted, not a path
  expectRefusal(() => cut({ table: 'a.csv' }), 'STAGE_INPUT_KIND', 'got "a.csv"');
  // @ts-expect-error a table has no such output
  expect(table.left).toBeUndefined();
});

test('refuses an input and a parameter of one name', () => {
  const declare = () =>
    defineStage({
      name: 's',
      version: 1,
      inputs: { table: 'table' },
      outputs: { table: 'table' },
      params: z.strictObject({ table: z.string() }),
    });
  expectRefusal(declare, 'PIPELINE_INVALID', '"table" is both an input and a parameter');
});
