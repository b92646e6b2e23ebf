import { LeatError } from '../errors.js';
import type { RecipeField } from './define-transform.js';
import { DERIVE } from './derive.js';
import type { FittedOperation } from './fitted-recipe.js';

/**
 * The columns after an operation: its outputs take the place of its inputs, see Transform.outputs. A derived
 * column, which leaves those that it reads alone, takes the place of its namesake or comes last.
 *
 * @throws LeatError `SCHEMA_COLUMN_DUPLICATE`
 */
export function schemaAfter(schema: readonly RecipeField[], { transform, inputs, outputs }: FittedOperation): readonly RecipeField[] {
  const names = new Set(schema.map(({ name }) => name));
  const replaced = transform === DERIVE ? outputs.filter(({ name }) => names.has(name)) : inputs;
  const after = replaced.length === 0 ? [...schema, ...outputs] : replace(schema, { inputs: replaced, outputs });
  const twice = firstRepeated(after.map(({ name }) => name));
  if (twice === undefined) return after;
  throw new LeatError('SCHEMA_COLUMN_DUPLICATE', `${transform}: two columns would be named "${twice}"`, { details: { column: twice } });
}

function replace(schema: readonly RecipeField[], { inputs, outputs }: Pick<FittedOperation, 'inputs' | 'outputs'>): readonly RecipeField[] {
  const standsAt = new Map(inputs.map(({ name }): [string, RecipeField[]] => [name, []]));
  let place = inputs[0]?.name ?? '';
  for (const output of outputs) {
    if (standsAt.has(output.name)) place = output.name;
    standsAt.get(place)?.push(output);
  }
  return schema.flatMap((field) => standsAt.get(field.name) ?? [field]);
}

function firstRepeated(names: readonly string[]): string | undefined {
  const seen = new Set<string>();
  return names.find((name) => seen.size === seen.add(name).size);
}
