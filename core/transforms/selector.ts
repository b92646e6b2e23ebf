import { z } from 'zod';
import { LeatError } from '../errors.js';
import type { ColumnType } from '../table/column.js';
import { requireColumns } from '../table/require-columns.js';
import type { RecipeField } from './define-transform.js';

/** Which columns a step takes, as data: resolved against the columns that are there when the step is reached. */
export type Selector =
  | { readonly by: 'numeric' }
  | { readonly by: 'categorical' }
  | { readonly by: 'all' }
  | { readonly by: 'columns'; readonly names: readonly string[] }
  | { readonly by: 'except'; readonly selector: Selector };

/** Columns of type number and integer. Booleans, one-hot columns among them, category codes and timestamps are not taken. */
export const numeric = (): Selector => ({ by: 'numeric' });

/** Columns of texts. */
export const categorical = (): Selector => ({ by: 'categorical' });

/** Every column but the target. */
export const all = (): Selector => ({ by: 'all' });

/** Columns by name; a name that is not there is refused. */
export const columns = (...names: string[]): Selector => ({ by: 'columns', names });

/** Every column that the given selector does not take. */
export const except = (selector: Selector): Selector => ({ by: 'except', selector });

export const selectorSchema: z.ZodType<Selector, Selector> = z
  .discriminatedUnion('by', [
    z.strictObject({ by: z.literal('numeric') }),
    z.strictObject({ by: z.literal('categorical') }),
    z.strictObject({ by: z.literal('all') }),
    z.strictObject({ by: z.literal('columns'), names: z.array(z.string()).min(1).readonly() }),
    z.strictObject({
      by: z.literal('except'),
      get selector(): z.ZodType<Selector, Selector> {
        return selectorSchema;
      },
    }),
  ])
  .describe('the columns a step takes: by type, by name, or all');

/**
 * The columns that a selector takes, always in the order of the table.
 *
 * @throws LeatError `SCHEMA_COLUMN_MISSING` for a name that is not there.
 */
export function selectColumns(selector: Selector, schema: readonly RecipeField[]): readonly RecipeField[] {
  switch (selector.by) {
    case 'numeric':
      return schema.filter((field) => hasType('number', 'integer')(field) && field.categories === undefined);
    case 'categorical':
      return schema.filter(hasType('string'));
    case 'all':
      return schema;
    case 'columns':
      requireColumns(selector.names, schema);
      return schema.filter(({ name }) => selector.names.includes(name));
    case 'except': {
      const taken = selectColumns(selector.selector, schema);
      return schema.filter((field) => !taken.includes(field));
    }
    default:
      throw new LeatError('RECIPE_INVALID', `unknown selector ${JSON.stringify(selector satisfies never)}`);
  }
}

const hasType =
  (...types: ColumnType[]) =>
  ({ type }: RecipeField): boolean =>
    types.includes(type);
