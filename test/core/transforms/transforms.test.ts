import { expect, test } from 'vitest';
import { z } from 'zod';
import { DERIVE } from '../../../core/transforms/derive.js';
import { transforms } from '../../../core/transforms/transforms.js';
import { transformContract } from '../../contracts/transform.js';
import { formsOf } from './forms-of.js';
import { samples } from './samples.js';

for (const sample of samples) transformContract(sample);

test('runs the contract over every transform of the list', () => {
  expect(new Set(samples.map(({ transform }) => transform))).toEqual(new Set([...transforms.map(({ name }) => name), DERIVE]));
});

test('runs it over every form of a transform that has some', () => {
  for (const { name, options } of transforms) {
    if (!(options instanceof z.ZodDiscriminatedUnion)) continue;
    const key = options.def.discriminator;
    const steps = samples.flatMap(({ recipe }) => recipe.steps).filter(({ transform }) => transform === name);
    expect(new Set(steps.map((step) => (step.options as Record<string, unknown>)[key]))).toEqual(formsOf(options)); // the union's own key
  }
});
