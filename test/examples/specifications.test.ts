import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { expect, test } from 'vitest';
import { builtInDeclarations } from '../../activities/stages.js';
import type { Pipeline } from '../../core/pipeline/define-pipeline.js';
import { makePlan } from '../../core/pipeline/make-plan.js';
import { planSchema, type Plan } from '../../core/pipeline/plan.js';
import { pipelineFromSpecification } from '../../core/pipeline/specification.js';
import birdstrikes from '../../examples/birdstrikes/pipeline.js';
import cars from '../../examples/cars/pipeline.js';
import movies from '../../examples/movies/pipeline.js';
import penguins from '../../examples/penguins/pipeline.js';
import pretrained from '../../examples/pretrained/pipeline.js';
import temperature from '../../examples/temperature/pipeline.js';
import weather from '../../examples/weather/pipeline.js';

/** Every example that has no code of its own but its pipeline: a stage of the author's (flights) is no JSON. */
const examples: readonly [name: string, pipeline: Pipeline, params: Record<string, unknown>][] = [
  ['birdstrikes', birdstrikes, { words: 50 }],
  ['cars', cars, { trials: 3 }],
  ['movies', movies, { trials: 3 }],
  ['penguins', penguins, { testFraction: 0.25, folds: 4 }],
  ['pretrained', pretrained, { model: 'other.onnx', accuracy: 0.7 }],
  ['temperature', temperature, { folds: 3 }],
  ['weather', weather, { folds: 3 }],
];

const isValid = new Ajv2020({ strict: false }).compile(readJson('docs/schemas/pipeline.schema.json') as object);

test.each(examples)('plans %s the same in TypeScript and in JSON', (name, pipeline, params) => {
  const specified = pipelineFromSpecification(specificationOf(name), builtInDeclarations);
  for (const given of [{}, params]) {
    const [fromJson, fromCode] = [makePlan(specified, given).plan, makePlan(pipeline, given).plan];
    expect(byName(fromJson)).toEqual(byName(fromCode));
    expect(fromJson.outputs).toEqual(fromCode.outputs);
    expect(fromJson.params).toEqual(fromCode.params);
  }
});

test.each(examples)('publishes a schema that takes the JSON of %s', (name) => {
  expect(isValid(specificationOf(name))).toBe(true);
});

test.each(examples)('reads the plan of %s back as it was written', (_, pipeline, params) => {
  const { plan } = makePlan(pipeline, params);
  expect(planSchema.parse(JSON.parse(JSON.stringify(plan)))).toEqual(plan);
});

/** The order among stages that do not need each other is the author's. */
function byName({ stages }: Plan): Record<string, Plan['stages'][number]> {
  return Object.fromEntries(stages.map((stage) => [stage.name, stage]));
}

function specificationOf(name: string): unknown {
  return readJson(`examples/${name}/${name}.pipeline.json`);
}

function readJson(file: string): unknown {
  return JSON.parse(readFileSync(file, 'utf8'));
}
