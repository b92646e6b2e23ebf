import { z } from 'zod';
import { metricName } from '../metrics/metric-name.js';
import { milliseconds, type Duration } from '../pipeline/duration.js';

const duration = z
  .templateLiteral([z.number(), z.enum(['ms', 's', 'm', 'h', 'd'])])
  .describe('a whole number with its unit, such as "10m"')
  .transform((text) => milliseconds(text));

/** How much has to be seen before a release goes on. */
const patience = (requests: number, time: Duration) =>
  z
    .strictObject({
      atLeast: duration.default(milliseconds(time)).describe('time, as a duration'),
      requests: z
        .int()
        .nonnegative()
        .default(requests)
        .describe('requests that the candidate has answered in it, whichever server had them'),
    })
    .prefault({});

/** From where on a candidate goes back by itself. */
export const releaseLimits = z.strictObject({
  errorRate: z
    .number()
    .min(0)
    .max(1)
    .default(0.01)
    .describe('by how much its share of failed requests may be above that of the champion, at the lower end of a 95 % interval'),
  latencyRatio: z
    .number()
    .positive()
    .default(2)
    .describe("its 95th percentile of latency against the champion's; below 10 ms of difference nothing is slow"),
  predictionShift: z
    .number()
    .positive()
    .default(0.2)
    .describe('stability index of its predictions against those of the champion, where they also differ by a chi-squared test'),
  disagreement: z.number().min(0).max(1).optional().describe('share of shadowed rows on which it may say something else than the champion'),
  metric: metricName.optional().describe('on arriving labels; accuracy or rmse when left out, by the task'),
  metricDrop: z
    .number()
    .nonnegative()
    .default(0)
    .describe("by how much this metric may be worse than the champion's, at the end of a 95 % interval that is kinder to it"),
});
export type ReleaseLimits = z.output<typeof releaseLimits>;

/** How a release goes, from nothing to all requests. */
export const releaseSettings = z.strictObject({
  shadow: patience(100, '10m').nullable().describe('requests are shown to the candidate too, and its answers compared; null leaves it out'),
  canary: z
    .array(z.number().gt(0).lt(100))
    .default([5, 25, 50])
    .refine((shares) => shares.every((share, step) => share > (shares[step - 1] ?? 0)), 'expected rising shares')
    .describe('percent of the keys, step by step'),
  step: patience(100, '10m').describe('of each step of the canary'),
  bake: patience(500, '1h').describe('with all requests, before it becomes what the alias points to'),
  approval: z.enum(['rule', 'person']).default('rule').describe('person: waits for "leat models approve" after the bake'),
  longest: duration.default(milliseconds('7d')).describe('a phase that has not seen enough by then ends the release'),
  limits: releaseLimits.prefault({}),
  policy: z
    .enum(['queue', 'replace'])
    .default('queue')
    .describe('of a second release of the same model: wait until the first is over, or take its place'),
});
export type ReleaseSettings = z.output<typeof releaseSettings>;
export type GivenReleaseSettings = z.input<typeof releaseSettings>;
