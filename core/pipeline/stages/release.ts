import { z } from 'zod';
import { aliasName, CHAMPION } from '../../model/model-reference.js';
import { releaseSettings } from '../../release/release-settings.js';
import { defineStage } from '../define-stage.js';

/** Begins to bring a version to an alias step by step, and does not wait: the release goes its own way, and back by itself. */
export const release = defineStage({
  name: 'release',
  version: 1,
  inputs: { version: 'version' },
  outputs: { release: 'report' },
  params: z.strictObject({
    alias: aliasName.default(CHAMPION).describe('name that takes the traffic'),
    ...releaseSettings.shape,
  }),
  work: 'light',
});
