import { compareJson, type ValueChange } from '../compare-json.js';
import { compareCode, type CodeChange } from './compare-code.js';
import type { PlannedRun } from './planned-run.js';
import type { RunFacts, StageFacts } from './run-facts.js';

/** How two runs differ; what is equal is left out. */
export interface RunComparison {
  readonly before: string;
  readonly after: string;
  readonly params: readonly ValueChange[];
  /** Pipeline, seed, versions, platform and commit. */
  readonly setting: readonly ValueChange[];
  readonly code: readonly CodeChange[];
  readonly stages: readonly StageComparison[];
}

export interface StageComparison {
  readonly stage: string;
  /** Null where the run has no such stage, or never came to it. */
  readonly states: { readonly before: StageFacts['state'] | null; readonly after: StageFacts['state'] | null };
  readonly params: readonly ValueChange[];
  readonly figures: readonly ValueChange[];
  /** Digests by output name. */
  readonly outputs: readonly ValueChange[];
}

export function compareRuns(before: RunFacts, after: RunFacts): RunComparison {
  const names = new Set([before, after].flatMap(({ planned }) => planned.plan.stages.map(({ name }) => name)));
  return {
    before: before.id,
    after: after.id,
    params: compareJson(before.planned.plan.params, after.planned.plan.params),
    setting: compareJson(settingOf(before.planned), settingOf(after.planned)),
    code: compareCode(allParts(before.planned), allParts(after.planned)),
    stages: [...names].map((name) => compareStage(name, before, after)).filter(isDifferent),
  };
}

/** The stages of a run whose outputs another run made differently, or not at all. */
export function differingStages(original: RunFacts, again: RunFacts): readonly StageComparison[] {
  const finished = new Set(original.stages.filter(({ outputs }) => Object.keys(outputs).length > 0).map(({ name }) => name));
  return compareRuns(original, again).stages.filter(({ stage, outputs }) => finished.has(stage) && outputs.length > 0);
}

function compareStage(name: string, before: RunFacts, after: RunFacts): StageComparison {
  const [was, is] = [before, after].map((run) => run.stages.find((stage) => stage.name === name));
  const [earlier, later] = [before, after].map(({ planned }) => planned.plan.stages.find((stage) => stage.name === name));
  return {
    stage: name,
    states: { before: was?.state ?? null, after: is?.state ?? null },
    params: compareJson(earlier?.params ?? {}, later?.params ?? {}),
    figures: compareJson(was?.figures ?? {}, is?.figures ?? {}),
    outputs: compareJson(digestsOf(was), digestsOf(is)),
  };
}

function isDifferent({ states, params, figures, outputs }: StageComparison): boolean {
  return states.before !== states.after || [params, figures, outputs].some(({ length }) => length > 0);
}

function digestsOf(stage: StageFacts | undefined): Record<string, string> {
  // A page tells of times too, which no two runs have in common.
  const results = Object.entries(stage?.outputs ?? {}).filter(([, { kind }]) => kind !== 'page');
  return Object.fromEntries(results.map(([name, { digest }]) => [name, digest]));
}

function settingOf({ plan, seed, environment, commit }: PlannedRun): Readonly<Record<string, unknown>> {
  const marked = commit === null ? {} : { commit: `${commit.id}${commit.dirty ? ' with changes' : ''}` };
  return { pipeline: plan.pipeline, seed, ...environment, ...marked };
}

function allParts({ moduleParts }: PlannedRun): Readonly<Record<string, string>> {
  return Object.assign({}, ...Object.values(moduleParts)) as Record<string, string>; // merged records of texts
}
