import { stageActivity } from '../activities/stages.js';
import { stagesDeclaredIn } from '../config/declaring-modules.js';
import type { StageActivity } from '../activities/define-activity.js';
import { defineActivity } from '../activities/define-activity.js';
import { isLeatError, LeatError } from '../core/errors.js';
import { cacheKeyText, type InputDigests } from '../core/pipeline/cache-key.js';
import { isPipeline } from '../core/pipeline/define-pipeline.js';
import type { StageDeclaration } from '../core/pipeline/define-stage.js';
import { makePlan, type MadePlan } from '../core/pipeline/make-plan.js';
import type { PlannedStage } from '../core/pipeline/plan.js';
import type { SourceSurroundings } from '../sources/source.js';
import { digestOf, requireDigest } from '../stores/artifacts/digest.js';
import type { PlannedRun } from '../core/pipeline/planned-run.js';
import type { LoadedRun } from './planned-run.js';
import type { ThreadServices } from './thread-services.js';

/**
 * The code of a planned stage: a built-in one from activities/, a user's from the run's own bundle.
 *
 * @throws LeatError `STAGE_UNKNOWN`
 */
export async function stageCode(run: LoadedRun, stage: PlannedStage, services: ThreadServices): Promise<StageActivity> {
  if (stage.module !== undefined) {
    const declaration = await ownStage(run, stage, services);
    const code = declaration?.run;
    if (declaration !== undefined && code !== undefined) {
      return defineActivity({ declaration }, { run: async (inputs, params, context) => code(inputs, params, context) });
    }
  }
  const builtIn = await stageActivity(stage.stage);
  if (builtIn !== undefined) return builtIn;
  throw new LeatError('STAGE_UNKNOWN', `this worker knows no stage "${stage.stage}"`, { details: { stage: stage.stage } });
}

/** A stage of a pipeline as JSON is taken from the bundle that declares it, another from its pipeline. */
async function ownStage(
  run: LoadedRun,
  { name, stage, module = '' }: PlannedStage,
  services: ThreadServices,
): Promise<StageDeclaration | undefined> {
  const bundle = run.planned.stageCode[module];
  if (bundle === undefined) return (await run.uses(() => buildAgain(run.planned, services))).get(name)?.declaration;
  return stagesDeclaredIn(await storedBundle(bundle, services)).find((each) => each.name === stage && each.module === module);
}

function storedBundle(digest: string, { importBundle, artifacts }: ThreadServices): Promise<Readonly<Record<string, unknown>>> {
  return importBundle(digest, async () => new TextDecoder().decode(await artifacts.get(requireDigest(digest))));
}

/** A pipeline is a function: built again with the same parameters, by the run's own code, it has the same stages. */
async function buildAgain({ code, plan }: PlannedRun, services: ThreadServices): Promise<MadePlan['uses']> {
  if (code === null) return new Map();
  const module = await storedBundle(code, services);
  const pipeline = Object.values(module)
    .filter(isPipeline)
    .find(({ name }) => name === plan.pipeline);
  return pipeline === undefined ? new Map() : makePlan(pipeline, plan.params).uses;
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
  const activity = stage.module === undefined ? await stageActivity(stage.stage) : undefined;
  const versions = activity?.declaration.versions?.(stage.params) ?? {};
  const content = digestOf(new TextEncoder().encode(cacheKeyText({ stage, versions, inputs, seed: planned.seed, code })));
  if (activity?.fingerprint === undefined) return { content, whole: content };
  const source = { ...sourceOf(services), signal: neverCancelled };
  const fingerprint = await activity.fingerprint(stage.params, { source, metadata: services.metadata }).catch(untold);
  const world = fingerprint === null ? `run:${runId}` : digestOf(new TextEncoder().encode(fingerprint));
  return { content, whole: `${content}/${world}` };
}

/** What cannot be looked at, such as a file that is missing, is refused by the stage itself: in its run, as its attempt. */
function untold(error: unknown): null {
  if (isLeatError(error)) return null;
  throw error;
}

export function contentOfKey(key: string): string {
  return key.split('/')[0] ?? key;
}

export function sourceOf({ settings, secret, native }: ThreadServices): Omit<SourceSurroundings, 'signal'> {
  return { dataRoots: settings.dataRoots, network: settings.network, secret, enterNative: native.enter };
}

const neverCancelled = { cancelled: false, throwIfCancelled: (): void => undefined };
