import { z } from 'zod';
import { defineStage } from '../define-stage.js';
import { milliseconds } from '../duration.js';
import { sqlSource } from '../source-descriptions.js';
import { duration } from '../stage-options.js';

/** What can be waited for. */
export const awaited = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('file'), path: z.string().min(1).describe('below a data root; it counts once its size stands still') }),
  z.strictObject({
    kind: z.literal('object'),
    url: z.url({ protocol: /^https?$/ }).describe('there as soon as a HEAD request is answered with 200'),
  }),
  z.strictObject({
    kind: z.literal('mark'),
    query: sqlSource.describe('a query of one row and one column, such as select max(id)'),
    above: z.union([z.number(), z.string()]).describe('the value must be greater than this'),
  }),
  z.strictObject({
    kind: z.literal('run'),
    pipeline: z.string(),
    since: z.iso.datetime({ offset: true }).optional().describe('only runs that completed at or after this time count'),
  }),
]);
export type Awaited = z.output<typeof awaited>;

/** Waits durably for a file, an object, a table's high-water mark or another pipeline's run. */
export const waitFor = defineStage({
  name: 'waitFor',
  version: 1,
  inputs: {},
  outputs: { seen: 'report' },
  params: z.strictObject({
    what: awaited,
    every: duration.default('10s').describe('time between two looks'),
    within: duration.default('1d').describe('gives up after this time'),
  }),
  work: 'light',
  execution: ({ every, within }) => ({ kind: 'wait', everyMs: milliseconds(every), deadlineMs: milliseconds(within) }),
});
