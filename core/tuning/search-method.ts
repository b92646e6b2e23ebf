import { z } from 'zod';
import { parseParams } from '../pipeline/parse-params.js';

const halvingOptions = {
  resource: z.string().default('rows').describe('what trials get more or less of: "rows", or a hyperparameter that all candidates have'),
  minimum: z.number().positive().optional().describe('least of it: of rows a share, 1/27 when left out; otherwise 1'),
  maximum: z.number().positive().optional().describe('most of it: of rows a share, 1 when left out; needed for a hyperparameter'),
  factor: z.int().min(2).default(3).describe('one in so many goes on, with so many times the resource'),
};

/** Rows that a first rung gets where its author says nothing: three rungs of three times the rows lead to all. */
const LEAST_ROWS = 1 / 27;

interface Resource {
  readonly resource: string;
  readonly minimum?: number | undefined;
  readonly maximum?: number | undefined;
}

/** What the first rung of a halving search gets of its resource, and what the last. */
export function resourceRange({ resource, minimum, maximum }: Resource): { readonly minimum: number; readonly maximum: number } {
  return { minimum: minimum ?? (resource === 'rows' ? LEAST_ROWS : 1), maximum: maximum ?? 1 };
}

const halvingSchemaOf = <const Search extends string>(search: Search) =>
  z
    .strictObject({ search: z.literal(search), ...halvingOptions })
    .refine(({ resource, maximum }) => resource === 'rows' || maximum !== undefined, {
      error: 'expected a maximum for a resource that is a hyperparameter',
      path: ['maximum'],
    })
    .refine(({ resource, maximum = 1 }) => resource !== 'rows' || maximum <= 1, {
      error: 'expected a share of the rows, at most 1',
      path: ['maximum'],
    })
    .refine((options) => resourceRange(options).minimum <= resourceRange(options).maximum, {
      error: 'expected at most the maximum, which is 1 when left out',
      path: ['minimum'],
    });

const tpeSchema = z.strictObject({
  search: z.literal('tpe'),
  startup: z.int().positive().default(10).describe('trials that are drawn at random at first'),
  draws: z.int().positive().default(24).describe('draws among which the most promising is tried'),
});
const randomSchema = z.strictObject({ search: z.literal('random') });
const gridSchema = z.strictObject({
  search: z.literal('grid'),
  steps: z.int().min(2).default(5).describe('values that a range is cut into, its ends among them'),
});
const halvingSchema = halvingSchemaOf('halving');
const hyperbandSchema = halvingSchemaOf('hyperband');

export const searchMethodSchema = z.discriminatedUnion('search', [tpeSchema, randomSchema, gridSchema, halvingSchema, hyperbandSchema]);

/** How trials are chosen: data, as it stands in a plan. */
export type SearchMethod = z.output<typeof searchMethodSchema>;

type Options<S extends z.ZodType> = Omit<z.input<S>, 'search'>;

/** Tree-structured Parzen estimator: tries what is likely among the best trials so far. */
export function tpe(options: Options<typeof tpeSchema> = {}): SearchMethod {
  return parseParams(tpeSchema, { search: 'tpe', ...options }, 'tpe');
}

/** Draws every trial without regard to the others. */
export function randomSearch(): SearchMethod {
  return { search: 'random' };
}

/** Every combination, as far as the trials reach. */
export function gridSearch(options: Options<typeof gridSchema> = {}): SearchMethod {
  return parseParams(gridSchema, { search: 'grid', ...options }, 'gridSearch');
}

/** Successive halving: many trials on little of a resource, the best of them on more. */
export function halving(options: Options<typeof halvingSchema> = {}): SearchMethod {
  return parseParams(halvingSchema, { search: 'halving', ...options }, 'halving');
}

/** Successive halving from several starts: right where it is not known whether little of the resource tells trials apart. */
export function hyperband(options: Options<typeof hyperbandSchema> = {}): SearchMethod {
  return parseParams(hyperbandSchema, { search: 'hyperband', ...options }, 'hyperband');
}
