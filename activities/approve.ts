import { LeatError } from '../core/errors.js';
import { approve } from '../core/pipeline/stages/approve.js';
import { defineActivity } from './define-activity.js';

/** Records the word that the workflow has waited for. */
export const approveActivity = defineActivity(approve, {
  async run(_inputs, { question }, { figure }, { decision }) {
    if (decision === null) throw new Error('invariant: an approval is decided before it is recorded');
    const by = decision.by ?? 'the passing of its deadline';
    const note = decision.note === null ? '' : `: ${decision.note}`;
    if (!decision.approved) {
      throw new LeatError('APPROVAL_REJECTED', `"${question}" was rejected by ${by}${note}`, { details: { by: decision.by } });
    }
    figure('approved by', by);
    return Promise.resolve({ decision: { question, ...decision } });
  },
  // A word is said of one run: no other adopts it.
  fingerprint: () => Promise.resolve(null),
});
