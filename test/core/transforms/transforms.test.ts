import { expect, test } from 'vitest';
import { DERIVE } from '../../../core/transforms/derive.js';
import { transforms } from '../../../core/transforms/transforms.js';
import { transformContract } from '../../contracts/transform.js';
import { samples } from './samples.js';

for (const sample of samples) transformContract(sample);

test('runs the contract over every transform of the list', () => {
  expect(new Set(samples.map(({ transform }) => transform))).toEqual(new Set([...transforms.map(({ name }) => name), DERIVE]));
});
