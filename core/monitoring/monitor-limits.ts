import { z } from 'zod';

/** From where on a window is worth an alert; each default with its source. */
export const monitorLimits = z.strictObject({
  drift: z
    .number()
    .positive()
    .default(0.2)
    .describe('stability index of a column, or of the predictions, that counts as drift: Siddiqi, Credit Risk Scorecards (2006), ch. 6'),
  significance: z
    .number()
    .gt(0)
    .lt(1)
    .default(0.01)
    .describe(
      'of a chi-squared test that has to agree, divided by the number of columns (Bonferroni): so a window without a shift is rarely an alarm',
    ),
  together: z
    .number()
    .min(0.5)
    .lt(1)
    .default(0.6)
    .describe(
      'ROC AUC at the lower end of its interval by which a model tells recent rows from those of the training: Lopez-Paz & Oquab (2017)',
    ),
  missing: z.number().gt(0).max(1).default(0.05).describe('by how much the share of missing values of a column may rise'),
  unknown: z.number().gt(0).max(1).default(0.05).describe('by how much the share of texts that the training did not know may rise'),
  outside: z.number().gt(0).max(1).default(0.05).describe('share of numbers outside the range of the training'),
  metricDrop: z
    .number()
    .nonnegative()
    .default(0)
    .describe("by how much a metric may be worse than the evaluation's interval, at the kinder end of its own 99 % interval"),
  expectedDrop: z
    .number()
    .nonnegative()
    .default(0.1)
    .describe('by how much the expected accuracy may be below that of the evaluation, as long as there are no labels'),
  errorRate: z.number().min(0).max(1).default(0.01).describe('share of failed requests, at the lower end of a 95 % interval'),
  latencyP95Ms: z.number().positive().optional().describe('95th percentile of the time to answer'),
});
export type MonitorLimits = z.output<typeof monitorLimits>;

/** When a new version is worth training. */
export const retrainPolicy = z.strictObject({
  on: z
    .array(z.enum(['drift', 'degradation']))
    .default(['drift', 'degradation'])
    .describe('what is found'),
  labels: z.int().positive().optional().describe('as soon as so many new labels have come since the last time'),
  every: z.int().positive().optional().describe('milliseconds after the last time, whatever is found'),
  cooldown: z.int().nonnegative().default(86_400_000).describe('milliseconds after the last time in which nothing is trained'),
});
export type RetrainPolicy = z.output<typeof retrainPolicy>;
