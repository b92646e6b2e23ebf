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
    notes: z.string().min(1).optional().describe('what people should know who use the model, as Markdown: kept in its card'),
    licence: z.string().min(1).optional().describe('under which the model may be used, such as "MIT": kept in its card'),
  }),
  work: 'light',
});
