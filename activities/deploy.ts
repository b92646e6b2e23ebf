import { deploy } from '../core/pipeline/stages/deploy.js';
import { defineActivity } from './define-activity.js';

/** Points the alias to the version; repeating it changes nothing. */
export const deployActivity = defineActivity(deploy, {
  async run({ version: { model, version } }, { alias }, context, { metadata, run }) {
    const reason = `deployed by pipeline ${run.pipeline}`;
    await metadata.deploy({ model, alias, version, runId: run.id, reason });
    context.figure('deployed', `${model}:${String(version)} as ${alias}`);
    return { deployment: { model, version, alias } };
  },
});
