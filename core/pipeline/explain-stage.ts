import { compareJson, type ValueChange } from '../compare-json.js';
import { compareCode, partsOf, type CodeChange } from './compare-code.js';
import { inputReferences, type OutputReference, type PlannedStage } from './plan.js';
import type { RunFacts, StageFacts } from './run-facts.js';

/** A part of a stage's cache key that is another one than in an earlier run. */
export type KeyDifference =
  | ({ readonly part: 'parameter' } & ValueChange)
  /** `stage` made it, or is wired to it now, and gave something else. */
  | { readonly part: 'input'; readonly input: string; readonly stage: string; readonly before: Wired | null; readonly after: Wired | null }
  | ({ readonly part: 'code' } & { readonly file: CodeChange })
  | { readonly part: 'declaration'; readonly before: string; readonly after: string }
  | { readonly part: 'version'; readonly before: number; readonly after: number }
  | { readonly part: 'seed'; readonly before: number; readonly after: number }
  | { readonly part: 'outside world' }
  /** Of Leat: a transform, trainer or the like that the parameters name has another version. */
  | { readonly part: 'built-in code' };

interface Wired {
  readonly stage: string;
  readonly output: string;
  /** Null where its stage did not finish. */
  readonly digest: string | null;
}

/** Why a stage ran although its key may be known: what each means is told by explanationText of the command line. */
export type Circumstance =
  | 'never cached'
  | 'outside world unknown'
  | 'reproduction'
  | 'without cache'
  | 'from here'
  | 'cleaned away'
  | 'inputs ran too'
  | 'earlier run was not done'
  | 'first run';

export interface StageExplanation {
  readonly runId: string;
  readonly stage: string;
  readonly state: StageFacts['state'];
  /** The run that computed it, when it was adopted. */
  readonly adoptedFrom: string | null;
  /** The nearest earlier run of the pipeline that finished this stage. */
  readonly comparedWith: string | null;
  readonly differences: readonly KeyDifference[];
  readonly circumstances: readonly Circumstance[];
}

/**
 * Why a stage was run, or was not.
 *
 * @param earlier - The nearest earlier run of the same pipeline that finished this stage.
 */
export function explainStage({ run, stage, earlier }: { run: RunFacts; stage: PlannedStage; earlier: RunFacts | null }): StageExplanation {
  const facts = factsOf(run, stage.name);
  const before = earlier?.planned.plan.stages.find(({ name }) => name === stage.name);
  const state = facts?.state ?? 'waiting';
  const differences = earlier === null || before === undefined ? [] : differencesOf({ run, stage }, { run: earlier, stage: before });
  return {
    runId: run.id,
    stage: stage.name,
    state,
    adoptedFrom: facts?.adoptedFrom ?? null,
    comparedWith: earlier?.id ?? null,
    differences,
    circumstances: state === 'cached' ? [] : circumstancesOf({ run, stage }, earlier, differences),
  };
}

interface Place {
  readonly run: RunFacts;
  readonly stage: PlannedStage;
}

function differencesOf(after: Place, before: Place): readonly KeyDifference[] {
  const [is, was] = [after.stage, before.stage];
  const [seed, earlierSeed] = [after.run.planned.seed, before.run.planned.seed];
  const code = compareCode(partsOf(before.run.planned, was.module), partsOf(after.run.planned, is.module));
  const found: readonly KeyDifference[] = [
    ...(was.stage === is.stage ? [] : [{ part: 'declaration', before: was.stage, after: is.stage } as const]),
    ...(was.version === is.version ? [] : [{ part: 'version', before: was.version, after: is.version } as const]),
    ...compareJson(was.params, is.params).map((change) => ({ part: 'parameter', ...change }) as const),
    ...inputDifferences(after, before),
    ...code.map((file) => ({ part: 'code', file }) as const),
    ...(seed === earlierSeed ? [] : [{ part: 'seed', before: earlierSeed, after: seed } as const]),
    ...(isOtherWorld(after, before) ? [{ part: 'outside world' } as const] : []),
  ];
  const [key, earlierKey] = [contentKeyOf(after), contentKeyOf(before)];
  const isUnexplained = found.length === 0 && key !== '' && earlierKey !== '' && key !== earlierKey;
  return isUnexplained ? [{ part: 'built-in code' }] : found;
}

/** Empty for a stage that was never begun. */
function contentKeyOf({ run, stage }: Place): string {
  return factsOf(run, stage.name)?.cacheKey.split('/')[0] ?? '';
}

function inputDifferences(after: Place, before: Place): readonly KeyDifference[] {
  const names = [...new Set([...Object.keys(before.stage.inputs), ...Object.keys(after.stage.inputs)])];
  return names.flatMap((input) => {
    const [was, is] = [wiredTo(before, input), wiredTo(after, input)];
    return Array.from({ length: Math.max(was.length, is.length) }, (_, index) => ({ before: was[index] ?? null, after: is[index] ?? null }))
      .filter((pair) => pair.before?.digest !== pair.after?.digest)
      .map((pair) => ({ part: 'input', input, stage: (pair.after ?? pair.before)?.stage ?? '', ...pair }) as const);
  });
}

function wiredTo({ run, stage }: Place, input: string): readonly Wired[] {
  return [stage.inputs[input] ?? []].flat().map(({ $from, output }: OutputReference) => ({
    stage: $from,
    output,
    digest: factsOf(run, $from)?.outputs[output]?.digest ?? null,
  }));
}

/** Only where both have asked: the world is behind the slash of the key. */
function isOtherWorld(after: Place, before: Place): boolean {
  const [is, was] = [worldOf(after), worldOf(before)];
  return is !== undefined && was !== undefined && is !== was && !is.startsWith(UNKNOWN_WORLD);
}

const UNKNOWN_WORLD = 'run:';

function worldOf({ run, stage }: Place): string | undefined {
  return factsOf(run, stage.name)?.cacheKey.split('/')[1];
}

function circumstancesOf(place: Place, earlier: RunFacts | null, differences: readonly KeyDifference[]): readonly Circumstance[] {
  const { run, stage } = place;
  const { origin, cleaned } = run.planned;
  const isFrom = origin?.from === stage.name;
  const told: readonly (readonly [Circumstance, boolean])[] = [
    ['never cached', !stage.policy.cache],
    ['outside world unknown', worldOf(place)?.startsWith(UNKNOWN_WORLD) ?? false],
    ['reproduction', (origin?.reproduceOf ?? null) !== null],
    ['without cache', origin?.cache === false && origin.reproduceOf === null],
    ['from here', isFrom],
    ['cleaned away', cleaned.includes(stage.name)],
    ['first run', earlier === null],
  ];
  const known = told.flatMap(([circumstance, holds]) => (holds ? [circumstance] : []));
  if (known.length > 0 || differences.length > 0) return known;
  // Nothing differs: what is adopted is decided at planning, before anything of the run is computed.
  const inputsRan = inputReferences(stage).some(({ $from }) => factsOf(run, $from)?.state === 'completed');
  if (inputsRan) return ['inputs ran too'];
  const endedAt = earlier === null ? null : (factsOf(earlier, stage.name)?.endedAt ?? null);
  return endedAt !== null && endedAt > run.startedAt ? ['earlier run was not done'] : [];
}

function factsOf({ stages }: RunFacts, name: string): StageFacts | undefined {
  return stages.find((stage) => stage.name === name);
}
