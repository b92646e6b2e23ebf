import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { builtInDeclarations } from '../../activities/stages.js';
import { makePlan } from '../../core/pipeline/make-plan.js';
import { pipelineFromSpecification } from '../../core/pipeline/specification.js';
import penguins from '../../examples/penguins/pipeline.js';

test('has the same plan in TypeScript and in JSON', () => {
  const specification: unknown = JSON.parse(readFileSync('examples/penguins/penguins.pipeline.json', 'utf8'));
  const params = { testFraction: 0.25, folds: 4 };
  const { stages, outputs } = makePlan(pipelineFromSpecification(specification, builtInDeclarations), params).plan;
  const written = makePlan(penguins, params).plan;
  const byName = (plan: typeof stages) => Object.fromEntries(plan.map((stage) => [stage.name, stage]));
  expect(byName(stages)).toEqual(byName(written.stages));
  expect(outputs).toEqual(written.outputs);
});
