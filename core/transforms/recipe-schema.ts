import { z } from 'zod';
import { LeatError, isLeatError, messageOf } from '../errors.js';
import type { Transform } from './define-transform.js';
import { DERIVE, deriveOptions, type DeriveOptions } from './derive.js';
import { parseExpression } from './expression/parse-expression.js';
import { findTransform } from './operations.js';
import type { RecipeSpecification } from './recipe.js';
import { selectorSchema, type Selector } from './selector.js';
import { transforms } from './transforms.js';

/** A step whose options are checked and whose defaults are filled in. */
export type CheckedStep =
  | { readonly kind: 'derive'; readonly options: DeriveOptions }
  | { readonly kind: 'transform'; readonly transform: Transform; readonly select: Selector; readonly options: unknown };

const recipeForm = z.strictObject({
  target: z.string().min(1).exactOptional().describe('the column to predict; left out where nothing is predicted'),
  steps: z
    .array(
      z.strictObject({
        transform: z.string().describe(`${transforms.map(({ name }) => name).join(', ')} or ${DERIVE}`),
        select: selectorSchema,
        options: z.record(z.string(), z.unknown()),
      }),
    )
    .readonly(),
});

/** A recipe as data, the form in which a pipeline's JSON holds it. Options are checked by their transform. */
export const recipeSchema: z.ZodType<RecipeSpecification, RecipeSpecification> = recipeForm.superRefine((form, context) => {
  try {
    checkSteps(form);
  } catch (error) {
    if (!isLeatError(error)) throw error;
    context.addIssue({ code: 'custom', message: messageOf(error) });
  }
});

/**
 * What can be said of a recipe before there are rows.
 *
 * @throws LeatError `RECIPE_INVALID`, `RECIPE_TRANSFORM_UNKNOWN` or `EXPRESSION_INVALID`.
 */
export function checkRecipe(specification: RecipeSpecification): { target?: string; steps: readonly CheckedStep[] } {
  const form = recipeForm.safeParse(specification);
  if (!form.success) throw new LeatError('RECIPE_INVALID', `recipe: ${issuesOf(form.error)}`);
  const { target } = form.data;
  return { ...(target !== undefined && { target }), steps: checkSteps(form.data) };
}

function checkSteps({ target, steps }: z.output<typeof recipeForm>): readonly CheckedStep[] {
  return steps.map(({ transform: name, select, options }, index): CheckedStep => {
    const place = `step ${String(index + 1)} (${name})`;
    if (name === DERIVE) {
      const derived = checkOptions(deriveOptions, options, place);
      parseExpression(derived.expression);
      if (derived.name === target)
        throw new LeatError('RECIPE_INVALID', `${place}: expected another name than the target's, got "${target}"`);
      return { kind: 'derive', options: derived };
    }
    const transform = findTransform(name);
    const checked = checkOptions(transform.options, options, place);
    if (target === undefined && transform.usesTarget?.(checked) === true)
      throw new LeatError('RECIPE_TARGET_MISSING', `${place}: expected a recipe with a target to learn from, got one without`);
    return { kind: 'transform', transform, select, options: checked };
  });
}

function checkOptions<Options>(schema: z.ZodType<Options>, options: unknown, place: string): Options {
  const checked = schema.safeParse(options);
  if (checked.success) return checked.data;
  throw new LeatError('RECIPE_INVALID', `${place}: ${issuesOf(checked.error)}, got ${JSON.stringify(options)}`);
}

function issuesOf(error: z.ZodError): string {
  return error.issues.map(({ path, message }) => (path.length === 0 ? message : `${path.join('.')}: ${message}`)).join('; ');
}
