import { LeatError } from '../errors.js';
import { handlesOf, useStage, type Inputs, type Outputs, type Stage, type StageUse } from './define-stage.js';
import { isHandle, type Handle } from './handle.js';
import { parseInputKind, type InputKind, type Kind } from './kinds.js';
import { parseParams } from './parse-params.js';
import type { StageOptions } from './stage-options.js';
import type { z } from 'zod';

/** Something of which every item gets its own part. */
export interface Each<T> {
  readonly each: Handle | readonly unknown[];
  readonly parts: boolean;
  /** For the compiler only: what one item gets. */
  readonly item?: T;
}

export interface MapOptions extends StageOptions {
  /** Items in flight at once, at most; 100 when left out. */
  readonly inFlight?: number;
  /** Share of the items that may fail without failing the stage, such as "5%"; none when left out. */
  readonly allow?: `${number}%`;
}

/** Each artifact of a list that another mapped stage made, or each value of a list. */
export function each<K extends Kind>(list: Handle<`${K}[]`>): Each<Handle<K>>;
export function each<T>(values: readonly T[]): Each<T>;
export function each(list: unknown): Each<never> {
  return { each: list as Each<never>['each'], parts: false }; // one of the two above
}

/** Each part of a table, as a table of its own. */
export function parts(table: Handle<'table'>): Each<Handle<'table'>> {
  return { each: table, parts: true };
}

type GivenOver<G> = { readonly [N in keyof G]: G[N] | Each<G[N]> };
type ListHandles<O extends Outputs> = { readonly [N in keyof O]: Handle<`${O[N]}[]`> };

/**
 * Runs a stage once for every item of one of its inputs or parameters. The outputs are lists in the items' order;
 * an item that failed, where that is allowed, is left out.
 *
 * @example
 * const { scores } = map(score, { rows: parts(table), model }, { inFlight: 8, allow: '5%' });
 * @throws LeatError `PIPELINE_INVALID` unless exactly one of the given is `each(…)` or `parts(…)`.
 */
export function map<I extends Inputs, O extends Outputs, P extends z.ZodType>(
  stage: Stage<I, O, P>,
  given: GivenOver<Parameters<Stage<I, O, P>>[0]>,
  { inFlight = 100, allow = '0%', ...options }: MapOptions = {},
): ListHandles<O> {
  const { declaration } = stage as unknown as Stage; // wired by name from here on
  const place = `map of stage "${options.as ?? declaration.name}"`;
  const [over, another] = Object.entries(given).filter((entry): entry is [string, Each<unknown>] => isEach(entry[1]));
  if (over === undefined || another !== undefined) {
    throw new LeatError(
      'PIPELINE_INVALID',
      `${place}: expected each(…) or parts(…) once, got it ${over === undefined ? 'not' : 'more often'}`,
    );
  }
  const [name, items] = over;
  const declared = declaration.inputs[name];
  checkOver({ declared, items, place: `${place}, "${name}"` });
  const use = useStage(declaration, { ...given, [name]: sampleOf(items, declared) }, options);
  const execution = { kind: 'map', over: name, parts: items.parts, inFlight, allow: shareOf(allow, place) } as const;
  const handles = handlesOf({ ...use, ...overItems(use, name, items), map: execution });
  return (isHandle(handles) ? { [handles.output]: handles } : handles) as ListHandles<O>; // one handle for each declared output
}

/** What one item will get, to be checked like any other value. */
function sampleOf({ each: given }: Each<unknown>, declared: InputKind | undefined): unknown {
  if (!isHandle(given)) return given[0];
  return declared === undefined ? given : { ...given, kind: parseInputKind(declared).kind };
}

function overItems({ inputs, params, declaration }: StageUse, name: string, { each: given }: Each<unknown>): Partial<StageUse> {
  if (isHandle(given)) return { inputs: { ...inputs, [name]: given } };
  const checked = given.map((value, index) =>
    parseParams(declaration.params, { ...(params as object), [name]: value }, `stage "${declaration.name}", item ${String(index)}`),
  );
  return { params: { ...(params as object), [name]: checked.map((one) => (one as Readonly<Record<string, unknown>>)[name]) } };
}

function shareOf(allow: string, place: string): number {
  const share = Number(/^(\d+(?:\.\d+)?)%$/.exec(allow)?.[1] ?? NaN) / 100;
  if (share >= 0 && share <= 1) return share;
  throw new LeatError('PARAMETER_INVALID', `${place}, "allow": expected a share such as "5%", got "${allow}"`, {
    details: { received: allow },
  });
}

function isEach(value: unknown): value is Each<unknown> {
  return typeof value === 'object' && value !== null && 'each' in value && 'parts' in value;
}

function checkOver({ declared, items, place }: { declared: string | undefined; items: Each<unknown>; place: string }): void {
  if (declared === undefined) {
    if (!isHandle(items.each)) return;
    throw new LeatError('STAGE_INPUT_UNKNOWN', `${place}: expected an input or a list of values for a parameter, got a stage's output`);
  }
  const expected = items.parts ? 'table' : `${declared}[]`;
  const received = isHandle(items.each) ? items.each.kind : 'values';
  if (received === expected) return;
  throw new LeatError('STAGE_INPUT_KIND', `${place}: expected ${expected}, got ${received}`, { details: { expected, received } });
}
