import type { StageDeclaration } from '../core/pipeline/define-stage.js';
import type { StageActivity } from './define-activity.js';
import { deployActivity } from './deploy.js';
import { evaluateActivity } from './evaluate.js';
import { ingestActivity } from './ingest.js';
import { monitorActivity } from './monitor.js';
import { prepareActivity } from './prepare.js';
import { pretrainedActivity } from './pretrained.js';
import { registerActivity } from './register.js';
import { selectActivity } from './select.js';
import { splitActivity } from './split.js';
import { trainActivity } from './train.js';
import { validateActivity } from './validate.js';

/** Every built-in stage: a new one is its two files and a line here. */
const all: readonly StageActivity[] = [
  ingestActivity,
  validateActivity,
  splitActivity,
  prepareActivity,
  selectActivity,
  trainActivity,
  pretrainedActivity,
  evaluateActivity,
  registerActivity,
  deployActivity,
  monitorActivity,
];

export const stageActivities: ReadonlyMap<string, StageActivity> = new Map(all.map((activity) => [activity.declaration.name, activity]));

export const builtInDeclarations: ReadonlyMap<string, StageDeclaration> = new Map(
  all.map(({ declaration }) => [declaration.name, declaration]),
);
