import { z } from 'zod';
import { correction } from './corrections.js';
import { kinds, type Kind } from './kinds.js';
import { trialOrder } from './trial-order.js';

const name = z.string().regex(/^[A-Za-z][\w-]{0,99}$/);
const kind = z.enum(Object.keys(kinds) as [Kind, ...Kind[]]); // the record is never empty
const outputKind = z.union([kind, z.templateLiteral([kind, '[]'])]);
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
  codes: z.array(z.string()).optional().describe('only failures with these codes are tried again'),
});

/** What becomes of the run when the tries of a stage are spent. */
export const onFailure = z.enum(['fail', 'skip', 'hold']);

const policy = z.strictObject({
  work: z.enum(['light', 'io', 'compute']),
  retry: retryPolicy,
  timeoutMs: z.int().positive().describe('of one try'),
  totalTimeoutMs: z.int().positive().optional().describe('of all tries together'),
  heartbeatMs: z.int().positive(),
  cache: z.boolean(),
  onFailure: onFailure.default('fail'),
  queue: z.string().optional().describe('task queue of workers that can run it'),
  priority: z.int().min(1).max(5).optional().describe('1 goes first; 3 when left out'),
});

/** How a stage is run, where that is not as one activity. */
const execution = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('pipeline'), pipeline: name, params: jsonObject }),
  z.strictObject({
    kind: z.literal('map'),
    over: z.string().describe('the input or parameter of which each item has its own part'),
    parts: z.boolean().describe('true: the parts of a table; false: the artifacts or values of a list'),
    inFlight: z.int().positive().describe('items in flight at once, at most'),
    allow: z.number().min(0).max(1).describe('share of the items that may fail'),
  }),
  z.strictObject({
    kind: z.literal('approval'),
    question: z.string(),
    deadlineMs: z.int().positive().nullable(),
    otherwise: z.enum(['approve', 'reject']),
  }),
  z.strictObject({
    kind: z.literal('study'),
    trials: z.int().positive().describe('at most'),
    parallel: z.int().positive().describe('trials in flight at once, at most'),
    order: trialOrder,
    timeMs: z.int().positive().nullable().describe('after which no trial is started'),
  }),
  z.strictObject({ kind: z.literal('wait'), everyMs: z.int().positive(), deadlineMs: z.int().positive() }),
]);

const plannedStage = z.strictObject({
  name: name.describe('unique in the plan'),
  stage: name.describe('which declared stage it is'),
  version: z.int().positive(),
  module: z.string().optional().describe("module of a user's stage, relative to the project"),
  inputs: z.record(name, z.union([outputReference.required(), z.array(outputReference.required())])),
  after: z.array(name).optional().describe('stages that must have finished before it, though it takes nothing from them'),
  outputs: z.record(name, outputKind).describe('with [] behind it: a list, of a stage that is run over items'),
  params: z.json(),
  policy,
  execution: execution.optional(),
});

/** A pipeline with its parameters filled in: plain data that planners, workers, pages and docs all read. */
export const planSchema = z
  .strictObject({
    leat: z.literal(1).describe('version of this form'),
    pipeline: name,
    params: jsonObject,
    concurrency: z.int().positive().describe('stages in flight at once, at most'),
    onFailure: z.array(correction).optional().describe('done by itself when a run fails'),
    onDegraded: z.array(correction).optional().describe('done by itself when a run finds that a model has degraded'),
    stages: z.array(plannedStage).describe('in an order in which each stands behind its inputs'),
    outputs: z.record(name, outputReference.required()),
  })
  .meta({ title: 'Leat plan' });

/** The stages of one run and how they are wired: frozen, plain JSON, with a published schema (docs/schemas/plan.schema.json). */
export type Plan = z.output<typeof planSchema>;
export type PlannedStage = Plan['stages'][number];
export type OutputReference = PlannedStage['inputs'][string] extends infer R ? Exclude<R, readonly unknown[]> : never;
export type RetryPolicy = z.output<typeof retryPolicy>;
export type StagePolicy = PlannedStage['policy'];
export type Execution = z.output<typeof execution>;

/** All references of a stage's inputs, lists flattened, in the order of their names. */
export function inputReferences(stage: Pick<PlannedStage, 'inputs'>): readonly OutputReference[] {
  return Object.values(stage.inputs).flat();
}
