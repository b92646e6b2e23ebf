import { stageActivities } from '../activities/stages.js';
import type { StageActivity } from '../activities/define-activity.js';
import { defineActivity } from '../activities/define-activity.js';
import { LeatError } from '../core/errors.js';
import { cacheKeyText, type InputDigests } from '../core/pipeline/cache-key.js';
import { isPipeline } from '../core/pipeline/define-pipeline.js';
import { makePlan } from '../core/pipeline/make-plan.js';
import type { PlannedStage } from '../core/pipeline/plan.js';
import type { Digest } from '../stores/artifacts/artifact-store.js';
import { digestOf } from '../stores/artifacts/digest.js';
import type { PlannedRun } from './planned-run.js';
import type { ThreadServices } from './thread-services.js';

/**
 * The code of a planned stage: a built-in one from activities/, a user's from the run's own bundle.
 *
 * @throws LeatError `STAGE_UNKNOWN`
 */
export async function stageCode(planned: PlannedRun, stage: PlannedStage, services: ThreadServices): Promise<StageActivity> {
  if (planned.code !== null && stage.module !== undefined) {
    const bundle = planned.code as Digest; // written by planRun, which had it from the store
    const decode = async (): Promise<string> => new TextDecoder().decode(await services.artifacts.get(bundle));
    const module = await services.importBundle(bundle, decode);
    const pipeline = Object.values(module).filter(isPipeline).find(({ name }) => name === planned.plan.pipeline);
    const declaration = pipeline && makePlan(pipeline, planned.plan.params).uses.get(stage.name)?.declaration;
    const run = declaration?.run;
    if (declaration !== undefined && run !== undefined) {
      return defineActivity({ declaration }, { run: async (inputs, params, context) => run(inputs, params, context) });
    }
  }
  const builtIn = stageActivities.get(stage.stage);
  if (builtIn !== undefined) return builtIn;
  throw new LeatError('STAGE_UNKNOWN', `stage "${stage.name}": this worker knows no stage "${stage.stage}"`, { details: { stage: stage.stage } });
}

export interface StageKey {
  /** What the output depends on, without the state of the outside world: a resumed run compares this part. */
  readonly content: string;
  readonly whole: string;
}

interface KeyRequest {
  readonly planned: Pick<PlannedRun, 'seed' | 'moduleDigests'>;
  readonly stage: PlannedStage;
  readonly inputs: InputDigests;
  readonly runId: string;
}

/**
 * The cache key of a stage. One that reads the outside world has the world's fingerprint behind a
 * slash; where there is none, the run's id stands there, and no other run adopts the result.
 */
export async function stageKey({ planned, stage, inputs, runId }: KeyRequest, services: ThreadServices): Promise<StageKey> {
  const code = stage.module === undefined ? null : (planned.moduleDigests[stage.module] ?? null);
  const content = digestOf(new TextEncoder().encode(cacheKeyText({ stage, inputs, seed: planned.seed, code })));
  const activity = stageActivities.get(stage.stage);
  if (stage.module !== undefined || activity?.fingerprint === undefined) return { content, whole: content };
  const fingerprint = await activity.fingerprint(stage.params, { source: { ...sourceOf(services), signal: neverCancelled } });
  const world = fingerprint === null ? `run:${runId}` : digestOf(new TextEncoder().encode(fingerprint));
  return { content, whole: `${content}/${world}` };
}

export function contentOfKey(key: string): string {
  return key.split('/')[0] ?? key;
}

export function sourceOf({ settings, secret }: ThreadServices): { dataRoots: readonly string[]; secret(name: string): string } {
  return { dataRoots: settings.dataRoots, secret };
}

const neverCancelled = { cancelled: false, throwIfCancelled: (): void => undefined };
