import { z } from 'zod';
import { revealable } from './secret.js';
import { FILE_FORMATS } from './source-descriptions.js';

const fileDestination = z.strictObject({
  destination: z.literal('file'),
  path: z
    .string()
    .min(1)
    .describe('below a data root, in a folder that is there; a file of that name is replaced once the new one is whole'),
  format: z.enum(FILE_FORMATS).optional().describe('told by the name when left out'),
});

const tableDestination = z.strictObject({
  destination: z.literal('sql'),
  database: revealable.describe('postgres://… or sqlite:PATH, the path below a data root'),
  table: z.string().min(1).describe('name of the table, also as schema.table; made where there is none'),
  mode: z.enum(['append', 'replace']).default('append').describe('replace: the table is made anew with the first part'),
});

/** Where rows go, as plain data. */
export const destinationDescription = z.discriminatedUnion('destination', [fileDestination, tableDestination]);

export type FileDestination = z.output<typeof fileDestination>;
export type SqlDestination = z.output<typeof tableDestination>;
export type DestinationDescription = z.output<typeof destinationDescription>;

type Options<S extends z.ZodType, Given extends string> = Omit<z.input<S>, 'destination' | Given>;

/** A file: CSV, JSON, JSON lines, Parquet or Arrow, below a data root. */
export function toFile(path: string, options: Options<typeof fileDestination, 'path'> = {}): FileDestination {
  return Object.freeze(fileDestination.parse({ destination: 'file', path, ...options }));
}

/** A table of PostgreSQL or SQLite. */
export function toSqlTable(options: Options<typeof tableDestination, never>): SqlDestination {
  return Object.freeze(tableDestination.parse({ destination: 'sql', ...options }));
}
