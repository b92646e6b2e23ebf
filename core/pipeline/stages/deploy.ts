import { z } from 'zod';
import { aliasName, CHAMPION } from '../../model/model-reference.js';
import { defineStage } from '../define-stage.js';

/** Points an alias of a model to a version; servers that watch it load the version and swap. */
export const deploy = defineStage({
  name: 'deploy',
  version: 1,
  inputs: { version: 'version' },
  outputs: { deployment: 'deployment' },
  params: z.strictObject({ alias: aliasName.default(CHAMPION).describe('name that takes the traffic') }),
  work: 'light',
});
