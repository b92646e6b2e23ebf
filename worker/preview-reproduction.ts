import { actsOnRegistry, planReproduction } from '../core/pipeline/reproduction.js';
import { adoptionOf } from './adopt-stages.js';
import { loadPlannedRun } from './planned-run.js';
import { readEnvironment } from './read-environment.js';
import { recordedRun } from './recorded-run.js';
import type { RunPreview } from './run-preview.js';
import type { ThreadServices } from './thread-services.js';

/**
 * A run once more: its plan, code, parameters and seed, computed anew. Only what it did to the registry is
 * taken over: to look at an old run must not put its model before the traffic again.
 *
 * @throws LeatError `RUN_UNKNOWN` or `ARTIFACT_MISSING`
 */
export async function previewReproduction(id: string, services: ThreadServices): Promise<RunPreview> {
  const { plan: digest } = await recordedRun(id, services);
  const { planned } = await loadPlannedRun(digest, services.artifacts);
  const finished = (await services.metadata.stages(id)).filter(({ state }) => state === 'completed' || state === 'cached');
  const records = new Map(finished.map((record) => [record.name, record]));
  const plan = planReproduction(planned.plan, new Map(finished.map(({ name, figures }) => [name, figures])));
  const adopted = plan.stages.filter(actsOnRegistry).flatMap((stage) => {
    const record = records.get(stage.name);
    return record === undefined ? [] : [adoptionOf(stage, record.cacheKey, record)];
  });
  const origin = { cache: false, from: null, codeOf: null, reproduceOf: id };
  const present = { plan, environment: await readEnvironment(), origin, cleaned: [] };
  return { planned: { ...planned, ...present }, adopted, resumed: null, sources: [] };
}
