import { z } from 'zod';
import { kinds, type Kind } from './kinds.js';

const name = z.string().regex(/^[A-Za-z][\w-]{0,99}$/);
const kind = z.enum(Object.keys(kinds) as [Kind, ...Kind[]]); // the record is never empty
const jsonObject = z.record(z.string(), z.json());

/** Where an input comes from, in plans and specifications. */
export const outputReference = z.strictObject({
  $from: name.describe('name of the stage that makes it'),
  output: name.optional().describe('which of its outputs; may be left out when it has one'),
});

export const retryPolicy = z.strictObject({
  attempts: z.int().positive(),
  initialMs: z.int().nonnegative(),
  factor: z.number().min(1),
  maximumMs: z.int().nonnegative(),
});

const plannedStage = z.strictObject({
  name: name.describe('unique in the plan'),
  stage: name.describe('which declared stage it is'),
  version: z.int().positive(),
  module: z.string().optional().describe("module of a user's stage, relative to the project"),
  inputs: z.record(name, z.union([outputReference.required(), z.array(outputReference.required())])),
  outputs: z.record(name, kind),
  params: z.json(),
  policy: z.strictObject({
    work: z.enum(['light', 'io', 'compute']),
    retry: retryPolicy,
    timeoutMs: z.int().positive(),
    heartbeatMs: z.int().positive(),
    cache: z.boolean(),
  }),
});

/** A pipeline with its parameters filled in: plain data that planners, workers, pages and docs all read. */
export const planSchema = z
  .strictObject({
    leat: z.literal(1).describe('version of this form'),
    pipeline: name,
    params: jsonObject,
    concurrency: z.int().positive().describe('stages in flight at once, at most'),
    stages: z.array(plannedStage).describe('in an order in which each stands behind its inputs'),
    outputs: z.record(name, outputReference.required()),
  })
  .meta({ title: 'Leat plan' });

export type Plan = z.output<typeof planSchema>;
export type PlannedStage = Plan['stages'][number];
export type OutputReference = PlannedStage['inputs'][string] extends infer R ? Exclude<R, readonly unknown[]> : never;
export type RetryPolicy = z.output<typeof retryPolicy>;

/** All references of a stage's inputs, lists flattened, in the order of their names. */
export function inputReferences(stage: Pick<PlannedStage, 'inputs'>): readonly OutputReference[] {
  return Object.values(stage.inputs).flat();
}
