import { z } from 'zod';
import { parseParams } from '../pipeline/parse-params.js';

const ordered = { error: 'expected low to be at most high' };

const intSchema = z
  .strictObject({
    $search: z.literal('int'),
    low: z.int(),
    high: z.int().describe('included'),
    step: z.int().positive().default(1),
    log: z.boolean().default(false).describe('equal shares for equal ratios: then low must be positive and step 1'),
  })
  .refine(({ low, high }) => low <= high, ordered)
  .refine(({ log, low, step }) => !log || (low > 0 && step === 1), { error: 'expected a positive low and no step, for log' });

const uniformSchema = z
  .strictObject({ $search: z.literal('uniform'), low: z.number(), high: z.number(), step: z.number().positive().optional() })
  .refine(({ low, high }) => low <= high, ordered);

const logUniformSchema = z
  .strictObject({ $search: z.literal('logUniform'), low: z.number().positive(), high: z.number().positive() })
  .refine(({ low, high }) => low <= high, ordered);

const choiceSchema = z.strictObject({ $search: z.literal('choice'), values: z.array(z.json()).min(1) });

const plainSchema = z.discriminatedUnion('$search', [intSchema, uniformSchema, logUniformSchema, choiceSchema]);

const whenSchema = z.strictObject({
  $search: z.literal('when'),
  is: z.record(z.string(), z.array(z.json()).min(1)).describe('by name of another hyperparameter, the values that it must have'),
  then: plainSchema,
});

/** Where a hyperparameter is searched, as it stands in a plan. */
export const distributionSchema = z.discriminatedUnion('$search', [...plainSchema.options, whenSchema]);

export type PlainDistribution = z.output<typeof plainSchema>;

/** Where a hyperparameter is searched; `T` is what it gives, for the compiler only. */
export type Distribution<T = unknown> = z.output<typeof distributionSchema> & { readonly gives?: T };

/**
 * Whole numbers from `low` to `high`, both included; with `log` equal shares for equal ratios.
 *
 * @throws LeatError `PARAMETER_INVALID`, as the other distributions do.
 */
export function int(low: number, high: number, options: { readonly step?: number; readonly log?: boolean } = {}): Distribution<number> {
  return described(intSchema, { $search: 'int', low, high, ...options });
}

/** Numbers from `low` to `high`, all equally likely; with `step` only low, low + step, … */
export function uniform(low: number, high: number, options: { readonly step?: number } = {}): Distribution<number> {
  return described(uniformSchema, { $search: 'uniform', low, high, ...options });
}

/** Positive numbers from `low` to `high`, equal shares for equal ratios: for what varies over magnitudes. */
export function logUniform(low: number, high: number): Distribution<number> {
  return described(logUniformSchema, { $search: 'logUniform', low, high });
}

/** One of these values, without an order among them. */
export function choice<const T>(...values: readonly T[]): Distribution<T> {
  return described(choiceSchema, { $search: 'choice', values });
}

/**
 * Searched only where other hyperparameters have one of these values; elsewhere it keeps its default:
 * `when({ boosting: 'dart' }, uniform(0, 1))`.
 */
export function when<T>(is: Readonly<Record<string, unknown>>, then: Distribution<T>): Distribution<T> {
  const conditions = Object.entries(is).map(([name, value]) => [name, Array.isArray(value) ? value : [value]]);
  return described(whenSchema, { $search: 'when', is: Object.fromEntries(conditions), then });
}

function described<T>(
  schema: z.ZodType<Distribution>,
  given: { readonly $search: string; readonly [name: string]: unknown },
): Distribution<T> {
  return Object.freeze(parseParams(schema, given, `${given.$search}(…)`)) as Distribution<T>; // T is a note for the compiler
}

export function isDistribution(value: unknown): value is Distribution {
  return typeof value === 'object' && value !== null && '$search' in value;
}
