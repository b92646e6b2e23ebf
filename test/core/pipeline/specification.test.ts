import { expect, test } from 'vitest';
import { z } from 'zod';
import { definePipeline } from '../../../core/pipeline/define-pipeline.js';
import { defineStage, type StageDeclaration } from '../../../core/pipeline/define-stage.js';
import { makePlan } from '../../../core/pipeline/make-plan.js';
import { pipelineFromSpecification, type PipelineSpecification } from '../../../core/pipeline/specification.js';
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
  version: 1,
  inputs: { table: 'table' },
  outputs: { left: 'table', right: 'table' },
  params: z.strictObject({ share: z.number() }),
});
const declarations = new Map<string, StageDeclaration>(
  [read, cut].map(({ declaration }) => [declaration.name, declaration as unknown as StageDeclaration]),
);

const halves: PipelineSpecification = {
  leat: 1,
  name: 'halves',
  params: { share: { type: 'number', default: 0.5 } },
  stages: {
    read: { with: { path: 'a.csv' } },
    cut: { with: { table: { $from: 'read' }, share: { $param: 'share' } } },
  },
  outputs: { left: { $from: 'cut', output: 'left' } },
};

const plan = (specification: PipelineSpecification, params = {}) =>
  makePlan(pipelineFromSpecification(specification, declarations), params).plan;

test('gives the same plan as the pipeline written in TypeScript', () => {
  const written = definePipeline({
    name: 'halves',
    params: z.strictObject({ share: z.number().default(0.5) }),
    build: ({ share }) => ({ left: cut({ table: read({ path: 'a.csv' }), share }).left }),
  });
  expect(plan(halves, { share: 0.3 })).toEqual(makePlan(written, { share: 0.3 }).plan);
  expect(plan(halves).params).toEqual({ share: 0.5 });
});

test.each<{ what: string; change: Partial<PipelineSpecification>; code: Parameters<typeof expectRefusal>[1]; text: string }>([
  {
    what: 'a circle',
    change: { stages: { cut: { with: { table: { $from: 'cut', output: 'left' }, share: 1 } } } },
    code: 'PLAN_CYCLE',
    text: 'cut → cut',
  },
  {
    what: 'a stage that nothing uses',
    change: { stages: { ...halves.stages, more: { stage: 'read', with: { path: 'b' } } } },
    code: 'STAGE_UNUSED',
    text: '"more"',
  },
  {
    what: 'an unknown kind of stage',
    change: { stages: { ...halves.stages, read: { stage: 'raed' } } },
    code: 'STAGE_UNKNOWN',
    text: 'did you mean "read"?',
  },
  {
    what: 'a reference to no stage',
    change: { outputs: { left: { $from: 'cutt', output: 'left' } } },
    code: 'STAGE_INPUT_UNKNOWN',
    text: 'did you mean "cut"?',
  },
  {
    what: 'a reference to no output',
    change: { outputs: { left: { $from: 'cut', output: 'lefft' } } },
    code: 'STAGE_INPUT_UNKNOWN',
    text: 'no output "lefft"',
  },
  {
    what: 'an output left out where there are two',
    change: { outputs: { left: { $from: 'cut' } } },
    code: 'STAGE_INPUT_UNKNOWN',
    text: 'left, right',
  },
  {
    what: 'an unknown parameter',
    change: { stages: { ...halves.stages, read: { with: { path: { $param: 'pth' } } } } },
    code: 'PARAMETER_INVALID',
    text: '"pth"',
  },
  { what: 'an unknown key', change: { extra: 1 } as object, code: 'PIPELINE_INVALID', text: 'extra' },
])('refuses $what', ({ change, code, text }) => {
  expectRefusal(() => plan({ ...halves, ...change }), code, text);
});
