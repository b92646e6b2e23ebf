import { condition, continueAsNew, defineSignal, setHandler, workflowInfo } from '@temporalio/workflow';
import { alert } from './alert.js';
import { lookAtRelease, moveRelease } from './engine-activities.js';

export interface ReleaseModelRequest {
  /** Ids of releases of an earlier history that are not over. */
  readonly waiting: readonly string[];
}

/** Another release of the same alias: it waits for its turn. */
export const releaseSignal = defineSignal<[id: string]>('release');
/** Something was said or done about a release. */
export const lookSignal = defineSignal('look');

/**
 * Carries out releases of one alias of a model, one after another. Where each is stands in the metadata store, and what
 * becomes of it is decided by what servers write there (core/release/judge-release.ts); this workflow sees that it goes on.
 */
export async function releaseModel({ waiting: carried }: ReleaseModelRequest): Promise<void> {
  const waiting = [...carried];
  let words = 0;
  setHandler(releaseSignal, (id) => {
    if (!waiting.includes(id)) waiting.push(id);
  });
  setHandler(lookSignal, () => {
    words++;
  });
  for (let [id] = waiting; id !== undefined; [id] = waiting) {
    const heard = words;
    const { isOver, move, lookAgainMs } = await lookAtRelease({ id });
    if (isOver) {
      waiting.shift();
      continue;
    }
    if (move !== null) for (const event of await moveRelease(move)) await alert(event);
    else await condition(() => words > heard, lookAgainMs);
    if (workflowInfo().continueAsNewSuggested && words === heard) return continueAsNew<typeof releaseModel>({ waiting });
  }
}
