import { inputReferences, type Plan, type PlannedStage } from './plan.js';

/** Whether a stage changes what is registered or served: a reproduction must not do that a second time. */
export function actsOnRegistry({ outputs }: PlannedStage): boolean {
  return Object.values(outputs).some((kind) => kind === 'version' || kind === 'deployment');
}

/**
 * What of a plan is reproduced: all of it but stages that would act on the registry for the first time,
 * and what depends on those.
 *
 * @param finished - By name, the figures of the stages that the run finished.
 */
export function planReproduction(given: Plan, finished: ReadonlyMap<string, Readonly<Record<string, number | string>>>): Plan {
  const plan = { ...given, stages: given.stages.map((stage) => asOftenAs(finished.get(stage.name), stage)) };
  const left = new Set<string>();
  for (const stage of plan.stages) {
    const isFirst = actsOnRegistry(stage) && !finished.has(stage.name);
    if (isFirst || inputReferences(stage).some(({ $from }) => left.has($from))) left.add(stage.name);
  }
  if (left.size === 0) return plan;
  return {
    ...plan,
    stages: plan.stages.filter(({ name }) => !left.has(name)),
    outputs: Object.fromEntries(Object.entries(plan.outputs).filter(([, { $from }]) => !left.has($from))),
  };
}

/** A search that time ended has as many trials as it came to then: time does not repeat itself. */
function asOftenAs(figures: Readonly<Record<string, number | string>> | undefined, stage: PlannedStage): PlannedStage {
  const trials = figures?.['trials'];
  if (stage.execution?.kind !== 'study' || stage.execution.timeMs === null || typeof trials !== 'number') return stage;
  return { ...stage, execution: { ...stage.execution, trials, timeMs: null } };
}
