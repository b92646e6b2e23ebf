import { expect, test } from 'vitest';
import { z } from 'zod';
import { definePipeline } from '../../../core/pipeline/define-pipeline.js';
import { defineStage, type StageDeclaration } from '../../../core/pipeline/define-stage.js';
import { makePlan } from '../../../core/pipeline/make-plan.js';
import { pipelineFromSpecification, type PipelineSpecification } from '../../../core/pipeline/specification.js';
import { expectRefusal } from '../../support/expect-refusal.js';

const read = defineStage({ name: 'read', version: 1, inputs: {}, outputs: { table: 'table' }, params: z.strictObject({ path: z.string() }) });
const cut = defineStage({
  name: 'cut',
  version: 1,
  inputs: { table: 'table' },
  outputs: { left: 'table', right: 'table' },
  params: z.strictObject({ share: z.number() }),
});
const declarations = new Map<string, StageDeclaration>([read, cut].map(({ declaration }) => [declaration.name, declaration as unknown as StageDeclaration]));

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

const plan = (specification: PipelineSpecification, params = {}) => makePlan(pipelineFromSpecification(specification, declarations), params).plan;

test('gives the same plan as the pipeline written in TypeScript', () => {
  const written = definePipeline({
    name: 'halves',
    params: z.strictObject({ share: z.number().default(0.5) }),
    build: ({ share }) => ({ left: cut({ table: read({ path: 'a.csv' }), share }).left }),
  });
  expect(plan(halves, { share: 0.3 })).toEqual(makePlan(written, { share: 0.3 }).plan);
  expect(plan(halves).params).toEqual({ share: 0.5 });
});

test.each<[string, Partial<PipelineSpecification>, Parameters<typeof expectRefusal>[1], string]>([
  ['a circle', { stages: { cut: { with: { table: { $from: 'cut', output: 'left' }, share: 1 } } } }, 'PLAN_CYCLE', 'cut → cut'],
  ['a stage that nothing uses', { stages: { ...halves.stages, more: { stage: 'read', with: { path: 'b' } } } }, 'STAGE_UNUSED', '"more"'],
  ['an unknown kind of stage', { stages: { ...halves.stages, read: { stage: 'raed' } } }, 'STAGE_UNKNOWN', 'did you mean "read"?'],
  ['a reference to no stage', { outputs: { left: { $from: 'cutt', output: 'left' } } }, 'STAGE_INPUT_UNKNOWN', 'did you mean "cut"?'],
  ['a reference to no output', { outputs: { left: { $from: 'cut', output: 'lefft' } } }, 'STAGE_INPUT_UNKNOWN', 'no output "lefft"'],
  ['an output left out where there are two', { outputs: { left: { $from: 'cut' } } }, 'STAGE_INPUT_UNKNOWN', 'left, right'],
  ['an unknown parameter', { stages: { ...halves.stages, read: { with: { path: { $param: 'pth' } } } } }, 'PARAMETER_INVALID', '"pth"'],
  ['an unknown key', { extra: 1 } as object, 'PIPELINE_INVALID', 'extra'],
])('refuses %s', (_, change, code, text) => {
  expectRefusal(() => plan({ ...halves, ...change }), code, text);
});
