import { LeatError } from '../../core/errors.js';
import type { CheckedSpecification } from '../../core/pipeline/specification.js';
import type { Caller } from './caller.js';

type Limits = NonNullable<Caller['limits']>;
type SpecifiedStage = CheckedSpecification['stages'][string];

/** What a part of a pipeline names, and where. */
interface Named {
  readonly place: string;
  readonly kind: 'model' | 'pipeline';
  /** A text, or what stands for one: then it can be any. */
  readonly name: unknown;
}

/** Parameters of built-in stages that name what a key may be limited to. */
export const namingParams: Readonly<Record<string, Readonly<Record<string, Named['kind']>>>> = {
  register: { name: 'model' },
  score: { registered: 'model' },
  watchModel: { model: 'model' },
  loggedRows: { model: 'model' },
};

/**
 * A pipeline that a limited key sends may only touch what the key may: the models that its stages register, score and
 * watch, those that its corrections roll back, the pipelines that it starts or waits for. A program of another language
 * could touch everything, and a parameter in the place of a name could be any.
 *
 * @throws LeatError `KEY_LIMITED`, with the place.
 */
export function requirePlanWithinLimits({ limits }: Caller, specification: CheckedSpecification): void {
  if (limits === null) return;
  for (const [name, { stage = name }] of Object.entries(specification.stages)) {
    if (stage === 'external') throw limited(`stages.${name}.stage`, 'a stage that runs no program', '"external"');
  }
  for (const { place, kind, name } of namedBy(specification)) {
    const allowed = kind === 'model' ? limits.models : limits.pipelines;
    const bare = typeof name === 'string' ? name.split(/[@:]/)[0] : undefined;
    if (bare === undefined || !allowed.includes(bare)) throw limited(place, expected(kind, limits), JSON.stringify(name));
  }
}

function namedBy({ stages, onFailure = [], onDegraded = [] }: CheckedSpecification): readonly Named[] {
  return [
    ...Object.entries(stages).flatMap(([name, stage]) => namedByStage(name, stage)),
    ...namedByCorrections('onFailure', onFailure),
    ...namedByCorrections('onDegraded', onDegraded),
  ];
}

function namedByStage(name: string, { stage = name, with: given }: SpecifiedStage): readonly Named[] {
  const place = `stages.${name}.with`;
  const params = Object.entries(namingParams[stage] ?? {}).filter(([param]) => param in given);
  const named = params.map(([param, kind]): Named => ({ place: `${place}.${param}`, kind, name: given[param] }));
  if (stage !== 'waitFor') return named;
  const { what } = given;
  if (typeof what !== 'object' || what === null || Array.isArray(what) || !('kind' in what))
    return [{ place: `${place}.what`, kind: 'pipeline', name: what }];
  return what.kind === 'file' || what.kind === 'object' || what.kind === 'mark'
    ? named
    : [{ place: `${place}.what.pipeline`, kind: 'pipeline', name: what.pipeline }];
}

function namedByCorrections(place: string, corrections: NonNullable<CheckedSpecification['onFailure']>): readonly Named[] {
  return corrections.flatMap((correction, index): Named[] => {
    switch (correction.kind) {
      case 'rollBack':
        return [{ place: `${place}.${String(index)}.model`, kind: 'model', name: correction.model }];
      case 'startPipeline':
        return [{ place: `${place}.${String(index)}.pipeline`, kind: 'pipeline', name: correction.pipeline }];
      case 'notify':
      case 'openIncident':
        return [];
    }
  });
}

function expected(kind: Named['kind'], { models, pipelines }: Limits): string {
  const names = kind === 'model' ? models : pipelines;
  return names.length === 0 ? `no ${kind}` : names.map((name) => `${kind} "${name}"`).join(' or ');
}

function limited(place: string, wanted: string, received: string): LeatError {
  return new LeatError('KEY_LIMITED', `${place}: the key expects ${wanted}, got ${received}`, { details: { place } });
}
