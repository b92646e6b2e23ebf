import { z } from 'zod';
import { COLUMN_TYPES } from '../table/column.js';
import { revealable, secretReference } from './secret.js';

const version = z.string().optional().describe('changes when the content has: without it, what is read is never cached');

export const FILE_FORMATS = ['csv', 'json', 'jsonl', 'parquet', 'arrow'] as const;
export type FileFormat = (typeof FILE_FORMATS)[number];

const fileSource = z.strictObject({
  source: z.literal('file'),
  path: z.string().min(1).describe('below a data root; * and ? in the last part stand for several files, read in order of name'),
  format: z.enum(FILE_FORMATS).optional().describe('told by the name when left out'),
  delimiter: z.string().length(1).optional().describe('CSV: between values; told by the header when left out'),
  missing: z.array(z.string()).optional().describe('CSV: texts that stand for a missing value beside the empty one, such as NA'),
  rejected: z.enum(['fail', 'skip']).default('fail').describe('CSV: what to do with a row that cannot be read'),
  maxRejected: z.int().positive().default(100).describe('CSV: rows that may be skipped before the read fails'),
});

const pagination = z.discriminatedUnion('by', [
  z.strictObject({ by: z.literal('link') }).describe('the Link header with rel="next" (RFC 8288)'),
  z
    .strictObject({
      by: z.literal('cursor'),
      parameter: z.string().default('cursor').describe('query parameter that carries the cursor'),
      next: z.string().describe('path of the next cursor in the reply, such as "meta.next"'),
    })
    .describe('until the reply has no next cursor'),
  z
    .strictObject({
      by: z.literal('page'),
      parameter: z.string().default('page').describe('query parameter that carries the page number'),
      first: z.int().min(0).default(1),
    })
    .describe('counted up until a page has no rows'),
]);
export type Pagination = z.output<typeof pagination>;

const httpSource = z.strictObject({
  source: z.literal('http'),
  url: z.url({ protocol: /^https?$/ }),
  query: z.record(z.string(), z.union([z.string(), z.number(), secretReference])).default({}),
  headers: z.record(z.string(), revealable).default({}),
  rows: z.string().default('').describe('path of the list of rows in the reply, such as "data.items"; empty: the reply is the list'),
  pagination: pagination.optional(),
  maxPages: z.int().positive().default(10_000),
  timeoutMs: z.int().positive().default(30_000).describe('for one reply'),
  maxWaitMs: z.int().min(0).default(120_000).describe('in all, for a server that asks to come back later (429, 503)'),
  version,
});

export const sqlSource = z.strictObject({
  source: z.literal('sql'),
  database: revealable.describe('postgres://… or sqlite:PATH, the path below a data root'),
  query: z.string().min(1),
  values: z
    .array(z.union([z.string(), z.number(), z.boolean(), z.null()]))
    .default([])
    .describe('for the placeholders of the query'),
  version,
});

/** Where rows come from, as plain data: it stands in a plan and in its cache key. */
export const sourceDescription = z.discriminatedUnion('source', [fileSource, httpSource, sqlSource]);
export type SourceDescription = z.output<typeof sourceDescription>;

/** Types that an author declares; columns without one are inferred. */
export const declaredColumns = z.record(z.string(), z.enum(COLUMN_TYPES));
export type DeclaredColumns = z.output<typeof declaredColumns>;

export type FileSource = z.output<typeof fileSource>;
export type HttpSource = z.output<typeof httpSource>;
export type SqlSource = z.output<typeof sqlSource>;

type Options<S extends z.ZodType, Given extends string> = Omit<z.input<S>, 'source' | Given>;

/** A file, or several by `*`: CSV (also .gz), JSON, JSON lines, Parquet or Arrow, below a data root. */
export function file(path: string, options: Options<typeof fileSource, 'path'> = {}): FileSource {
  return Object.freeze(fileSource.parse({ source: 'file', path, ...options }));
}

/** Rows of a JSON API, page by page. */
export function httpApi(options: Options<typeof httpSource, never>): HttpSource {
  return Object.freeze(httpSource.parse({ source: 'http', ...options }));
}

/** Rows of a query on PostgreSQL or SQLite, read through a cursor. */
export function sqlQuery(options: Options<typeof sqlSource, never>): SqlSource {
  return Object.freeze(sqlSource.parse({ source: 'sql', ...options }));
}
