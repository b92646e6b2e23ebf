import { activityInfo } from '@temporalio/activity';
import { expect } from 'vitest';
import type { WorkerActivities } from '../../worker/activities.js';
import { ControlBlock } from '../../worker/control-block.js';
import { createLog } from '../../worker/log.js';
import { runStage } from '../../worker/run-stage.js';
import { openThreadServices, threadSettings } from '../../worker/thread-services.js';
import type { Engine } from './engine.js';

/** Activities that tell of this moment: how long something took, how far a release is. */
const passing: ReadonlySet<string> = new Set(['runTrials', 'lookAtRelease']);

/**
 * What a worker takes as `activities`: every activity twice in the same try, and every stage once more before: computed,
 * and lost before its end was recorded.
 *
 * @param called - Names of activities and stages are added to it.
 */
export async function runTwice(engine: Engine, called: Set<string>): Promise<(own: WorkerActivities) => WorkerActivities> {
  const services = await openThreadServices(threadSettings(engine.config), createLog('silent'));
  const lost = () => Promise.reject(new Error('the worker was lost'));
  const lossy = { ...services, metadata: { ...services.metadata, completeAttempt: lost, failAttempt: lost } };
  const doubled = (name: string, activity: (request: never) => Promise<unknown>) => async (request: never) => {
    const { activityType, attempt } = activityInfo();
    called.add(name);
    if (name === 'default') {
      called.add(activityType);
      await runStage({ task: request, attempt, worker: 'lost' }, new ControlBlock(), lossy).catch(() => undefined); // as it should
    }
    const first = await activity(request);
    const second = await activity(request);
    if (!passing.has(name)) expect(second).toEqual(first);
    return first;
  };
  return (own) => {
    const entries = Object.entries(own) as [string, (request: never) => Promise<unknown>][]; // each takes one request
    return Object.fromEntries(entries.map(([name, activity]) => [name, doubled(name, activity)])) as unknown as WorkerActivities; // the same names
  };
}
