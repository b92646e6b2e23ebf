import type { z } from 'zod';
import { canonicalJson } from '../canonical-json.js';
import { LeatError } from '../errors.js';
import type { TrainerChoice } from '../model/trainer-choice.js';
import { parseParams } from '../pipeline/parse-params.js';
import { distributionSchema, isDistribution, type PlainDistribution } from './distribution.js';

/** A hyperparameter that is searched, with the values that others must have for it to play a part. */
export interface Dimension {
  readonly name: string;
  readonly distribution: PlainDistribution;
  readonly is: Readonly<Record<string, readonly unknown[]>>;
}

/** A trainer with hyperparameters some of which are searched. */
export interface SearchSpace {
  readonly trainer: string;
  readonly fixed: Readonly<Record<string, unknown>>;
  /** Each behind those that it depends on. */
  readonly dimensions: readonly Dimension[];
}

/** A place in the space: the searched hyperparameters that play a part there. */
export type Values = Readonly<Record<string, unknown>>;

/** A trainer choice as it stands in a plan: values, and distributions in place of values. */
export interface SearchedChoice {
  readonly name: string;
  readonly hyperparameters: Readonly<Record<string, unknown>>;
}

/**
 * Reads a choice apart. A choice without distributions is a space of one place.
 *
 * @throws LeatError `PARAMETER_INVALID` for a distribution, or a condition, that makes no sense.
 */
export function searchSpaceOf({ name, hyperparameters }: SearchedChoice): SearchSpace {
  const place = `trainer "${name}"`;
  const fixed: Record<string, unknown> = {};
  const dimensions: Dimension[] = [];
  for (const [key, value] of Object.entries(hyperparameters)) {
    if (!isDistribution(value)) {
      fixed[key] = value;
      continue;
    }
    const checked = parseParams(distributionSchema, value, `${place}, hyperparameter "${key}"`);
    dimensions.push(
      checked.$search === 'when' ? { name: key, distribution: checked.then, is: checked.is } : { name: key, distribution: checked, is: {} },
    );
  }
  return { trainer: name, fixed, dimensions: inOrder(dimensions, { fixed, place }) };
}

/** The trainer choice at a place. */
export function choiceAt({ trainer, fixed }: SearchSpace, values: Values): TrainerChoice {
  return { name: trainer, hyperparameters: { ...fixed, ...values } };
}

/** Whether a dimension plays a part, given the values of those before it. */
export function isActive({ is }: Dimension, { fixed }: Pick<SearchSpace, 'fixed'>, values: Values): boolean {
  return Object.entries(is).every(([name, accepted]) => accepted.includes(values[name] ?? fixed[name]));
}

/**
 * Where in these spaces a trainer choice lies: in the first that has its fixed hyperparameters, and its others within
 * their ranges.
 *
 * @param resource - A hyperparameter that does not tell places apart.
 */
export function placeOf(
  spaces: readonly SearchSpace[],
  { name, hyperparameters }: SearchedChoice,
  resource: string | null,
): { space: number; values: Values } | undefined {
  for (const [space, { trainer, fixed, dimensions }] of spaces.entries()) {
    const isSame = Object.entries(fixed).every(
      ([key, value]) => key === resource || canonicalJson(value) === canonicalJson(hyperparameters[key] ?? null),
    );
    if (trainer !== name || !isSame) continue;
    const active = dimensions.filter((dimension) => isActive(dimension, { fixed }, hyperparameters) && dimension.name in hyperparameters);
    if (active.every((dimension) => contains(dimension.distribution, hyperparameters[dimension.name])))
      return { space, values: Object.fromEntries(active.map((dimension) => [dimension.name, hyperparameters[dimension.name]])) };
  }
  return undefined;
}

/** Whether a value is one that a distribution may give. */
export function contains(distribution: PlainDistribution, value: unknown): boolean {
  if (distribution.$search === 'choice') return distribution.values.some((each) => canonicalJson(each) === canonicalJson(value ?? null));
  return typeof value === 'number' && value >= distribution.low && value <= distribution.high;
}

/**
 * Tries the ends of every distribution on the trainer's own schema, so that a search is refused while
 * planning and not in its fortieth trial.
 *
 * @returns The hyperparameters with the defaults of those that are neither given nor searched.
 * @throws LeatError `PARAMETER_INVALID` naming hyperparameter and value.
 */
export function checkSearch(choice: SearchedChoice, schema: z.ZodType): Readonly<Record<string, unknown>> {
  const space = searchSpaceOf(choice);
  const place = `trainer "${choice.name}"`;
  const parse = (values: Values): Record<string, unknown> =>
    parseParams(schema, { ...space.fixed, ...values }, place) as Record<string, unknown>; // all schemas of hyperparameters are objects
  const middle = Object.fromEntries(space.dimensions.map(({ name, distribution }) => [name, extremes(distribution)[0]]));
  const checked = parse(middle);
  for (const { name, distribution } of space.dimensions) {
    for (const value of extremes(distribution)) parse({ ...middle, [name]: value });
  }
  return { ...checked, ...choice.hyperparameters };
}

/** Values that a schema may refuse; of a range of numbers also one within, which is no whole number. */
function extremes(distribution: PlainDistribution): readonly unknown[] {
  switch (distribution.$search) {
    case 'choice':
      return distribution.values;
    case 'int':
      return [distribution.low, distribution.high];
    case 'uniform':
    case 'logUniform': {
      const { low, high } = distribution;
      return [low, high, low + (high - low) * 0.381966];
    }
  }
}

function inOrder(dimensions: readonly Dimension[], { fixed, place }: { fixed: Values; place: string }): Dimension[] {
  const placed = new Set(Object.keys(fixed));
  const ordered: Dimension[] = [];
  let open = dimensions;
  while (open.length > 0) {
    const next = open.filter(({ is }) => Object.keys(is).every((name) => placed.has(name)));
    const [stuck] = open;
    if (next.length === 0 && stuck !== undefined) {
      const missing = Object.keys(stuck.is).find((name) => !placed.has(name)) ?? '';
      throw new LeatError(
        'PARAMETER_INVALID',
        `${place}, hyperparameter "${stuck.name}": expected conditions on hyperparameters that are given and do not wait for each other, got "${missing}"`,
        { details: { field: stuck.name, received: missing } },
      );
    }
    for (const dimension of next) placed.add(dimension.name);
    ordered.push(...next);
    open = open.filter((dimension) => !next.includes(dimension));
  }
  return ordered;
}
