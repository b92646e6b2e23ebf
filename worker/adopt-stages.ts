import type { InputDigests } from '../core/pipeline/cache-key.js';
import type { OutputReference, PlannedStage } from '../core/pipeline/plan.js';
import { inputReferences } from '../core/pipeline/plan.js';
import type { AdoptedStage, StageRecord } from '../stores/metadata/metadata-store.js';
import type { PlannedRun } from '../core/pipeline/planned-run.js';
import { contentOfKey, stageKey, type StageKey } from './stage-code.js';
import type { ThreadServices } from './thread-services.js';

export interface AdoptionRequest {
  readonly planned: Pick<PlannedRun, 'plan' | 'seed' | 'moduleDigests'>;
  readonly runId: string;
  /** Stages of the run that is resumed: adopted by their content, whatever the outside world does by now. */
  readonly finished: readonly StageRecord[];
  /** Whether other runs' results may be adopted too. */
  readonly fromCache: boolean;
  /** This stage is run again, and so is what depends on it. */
  readonly from?: string | undefined;
}

export interface Adoption {
  readonly adopted: readonly AdoptedStage[];
  /** Stages whose result is known, but no longer stored. */
  readonly cleaned: string[];
}

/**
 * Walks the plan from its sources on and adopts every stage whose result is known already. Level by
 * level, so that a wide plan costs one look-up, not one a stage.
 */
export async function adoptStages(
  { planned, runId, finished, fromCache, from }: AdoptionRequest,
  services: ThreadServices,
): Promise<Adoption> {
  const cleaned: string[] = [];
  const adopted = new Map<string, AdoptedStage>();
  let open: readonly PlannedStage[] = planned.plan.stages.filter(({ name }) => name !== from);
  for (;;) {
    const reachable = open.filter((stage) =>
      [...inputReferences(stage).map(({ $from }) => $from), ...(stage.after ?? [])].every((name) => adopted.has(name)),
    );
    if (reachable.length === 0) return { adopted: [...adopted.values()], cleaned };
    const keyed = await Promise.all(
      reachable.map(async (stage) => ({
        stage,
        key: await stageKey({ planned, stage, inputs: digestsFor(stage, adopted), runId }, services),
      })),
    );
    const cacheable = keyed.filter(({ stage }) => fromCache && stage.policy.cache);
    const known = await services.metadata.findCompleted(cacheable.map(({ key }) => key.whole));
    for (const { stage, key } of keyed) {
      const record = finishedBefore(finished, stage, key) ?? (fromCache && stage.policy.cache ? known.get(key.whole) : undefined);
      if (record === undefined) continue;
      if (await isStored(record, services)) adopted.set(stage.name, adoptionOf(stage, key.whole, record));
      else cleaned.push(stage.name);
    }
    open = open.filter((stage) => !reachable.includes(stage));
  }
}

/** What was cleaned away since is computed again; what is adopted is in use again. */
async function isStored({ outputs }: StageRecord, { artifacts }: ThreadServices): Promise<boolean> {
  const stored = await Promise.all(Object.values(outputs).map(({ digest }) => artifacts.touch(digest)));
  return stored.every(Boolean);
}

function finishedBefore(finished: readonly StageRecord[], stage: PlannedStage, key: StageKey): StageRecord | undefined {
  return finished.find(
    ({ name, state, cacheKey }) =>
      name === stage.name && (state === 'completed' || state === 'cached') && contentOfKey(cacheKey) === key.content,
  );
}

/** What an earlier run finished, under the name and key that it has now. */
export function adoptionOf(
  { name, stage }: PlannedStage,
  cacheKey: string,
  { adoptedFrom, runId, outputs, figures }: StageRecord,
): AdoptedStage {
  return { name, stage, cacheKey, adoptedFrom: adoptedFrom ?? runId, outputs, figures };
}

function digestsFor({ inputs }: PlannedStage, adopted: ReadonlyMap<string, AdoptedStage>): InputDigests {
  const digestOf = ({ $from, output }: OutputReference): string => {
    const digest = adopted.get($from)?.outputs[output]?.digest;
    if (digest === undefined) throw new Error(`invariant: "${$from}" was adopted with its output "${output}"`);
    return digest;
  };
  return Object.fromEntries(
    Object.entries(inputs).map(([name, wired]) => [name, Array.isArray(wired) ? wired.map(digestOf) : digestOf(wired)]),
  );
}
