import type { Plan, PlannedStage } from '../../../core/pipeline/plan.js';
import type { PlannedRun } from '../../../core/pipeline/planned-run.js';
import type { RunFacts, StageFacts } from '../../../core/pipeline/run-facts.js';

const policy = {
  work: 'light',
  retry: { attempts: 1, initialMs: 0, factor: 1, maximumMs: 0 },
  timeoutMs: 1,
  heartbeatMs: 1,
  cache: true,
  onFailure: 'fail',
} as const;

/** A stage of a plan with one output, behind the output of another one. */
export function plannedStage(name: string, { from, ...given }: Partial<PlannedStage> & { from?: string } = {}): PlannedStage {
  const inputs: PlannedStage['inputs'] = from === undefined ? {} : { before: { $from: from, output: 'out' } };
  return { name, stage: name, version: 1, inputs, outputs: { out: 'report' }, params: {}, policy, ...given };
}

/** What is recorded of a stage that was computed. */
export function computed(name: string, given: Partial<StageFacts> = {}): StageFacts {
  const outputs = { out: { digest: `digest of ${name}` } };
  return {
    name,
    state: 'completed',
    cacheKey: `key of ${name}`,
    adoptedFrom: null,
    endedAt: new Date(1000),
    outputs,
    figures: {},
    error: null,
    ...given,
  };
}

/** A run of these stages at second 2, all computed unless they are given. */
export function recordedRun(
  id: string,
  stages: readonly PlannedStage[],
  given: Partial<PlannedRun & Pick<RunFacts, 'stages'>> = {},
): RunFacts {
  const { stages: facts = stages.map(({ name }) => computed(name)), ...rest } = given;
  const plan: Plan = { leat: 1, pipeline: 'p', params: {}, concurrency: 10, stages: [...stages], outputs: {} };
  const nothing = { specification: null, stageCode: {}, environment: null, commit: null, origin: null, cleaned: [] };
  const planned = { plan, seed: 1, code: null, moduleDigests: {}, moduleParts: {}, ...nothing, ...rest };
  return { id, startedAt: new Date(2000), planned, stages: facts };
}
