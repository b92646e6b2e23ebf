import type { Plan, PlannedStage } from '../core/pipeline/plan.js';
import type { RunSchedule, SchedulePolicy, ScheduledStage, StageResult, WiredOutput } from '../core/pipeline/run-schedule.js';
import type { AdoptedStage } from '../stores/metadata/metadata-store.js';

/** What the workflow needs to know of a plan. */
export function scheduleOf(plan: Plan, digest: string, adopted: readonly AdoptedStage[]): RunSchedule {
  const results = new Map(adopted.map((stage) => [stage.name, resultOf(stage)]));
  return {
    plan: digest,
    concurrency: plan.concurrency,
    ...(plan.onFailure === undefined ? {} : { onFailure: plan.onFailure }),
    ...(plan.onDegraded === undefined ? {} : { onDegraded: plan.onDegraded }),
    order: plan.stages.map(({ name }) => name),
    stages: plan.stages.filter(({ name }) => !results.has(name)).map(scheduledStage),
    adopted: Object.fromEntries(results),
    outputs: Object.fromEntries(
      Object.entries(plan.outputs).map(([name, { $from, output }]): [string, WiredOutput] => [name, [$from, output]]),
    ),
  };
}

function scheduledStage({ name, stage, inputs, after, policy, execution }: PlannedStage): ScheduledStage {
  const wired = Object.entries(inputs).map(([input, references]): [string, WiredOutput | readonly WiredOutput[]] => [
    input,
    Array.isArray(references) ? references.map(({ $from, output }): WiredOutput => [$from, output]) : [references.$from, references.output],
  ]);
  return {
    name,
    stage,
    inputs: Object.fromEntries(wired),
    ...(after === undefined ? {} : { after }),
    policy: schedulePolicy(policy),
    ...(execution === undefined ? {} : { execution }),
  };
}

/** Without what only planning and the worker need. */
function schedulePolicy({ work, cache: _cache, ...policy }: PlannedStage['policy']): SchedulePolicy {
  return work === 'light' ? { ...policy, light: true } : policy;
}

function resultOf({ outputs, figures }: AdoptedStage): StageResult {
  return { outputs: Object.fromEntries(Object.entries(outputs).map(([name, { digest }]) => [name, digest])), figures };
}
