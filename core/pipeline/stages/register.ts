import { z } from 'zod';
import { modelName } from '../../model/model-reference.js';
import { defineStage } from '../define-stage.js';
import { gate } from '../gate.js';

/** Gives a model a version in the registry, if a gate on its evaluation lets it through. */
export const register = defineStage({
  name: 'register',
  version: 1,
  inputs: { model: 'model', evaluation: 'evaluation?' },
  outputs: { version: 'version' },
  params: z.strictObject({
    name: modelName.describe('name of the model in the registry'),
    when: gate.optional().describe('condition on the evaluation; without one every model is registered'),
  }),
  work: 'light',
});
