import { release } from '../core/pipeline/stages/release.js';
import { askInTurn } from '../stores/metadata/ask-in-turn.js';
import { defineActivity } from './define-activity.js';

/** Asks for the release; the workflow of the run has it carried out. Repeating it changes nothing. */
export const releaseActivity = defineActivity(release, {
  async run({ version: { model, version } }, { alias, ...settings }, context, { metadata, run }) {
    const asked = { id: `${run.id}-${run.stage}`, model, alias, candidate: version, settings, runId: run.id, by: null };
    const present = await metadata.versionByAlias(model, alias);
    if (present?.version === version) return { release: { model, version, alias, release: null } }; // it serves already
    const { id } = await askInTurn(asked, metadata);
    context.figure('release', id);
    context.figure('releasedTo', `${model}@${alias}`);
    return { release: { model, version, alias, release: id } };
  },
});
