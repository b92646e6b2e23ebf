import { z } from 'zod';
import { eventTrigger } from '../events/event-trigger.js';
import { specificationSchema } from '../pipeline/specification.js';

/** A pipeline as lists show it. */
export const pipelineSummary = z.object({
  name: z.string(),
  description: z.string(),
  source: z.enum(['file', 'api']).describe("file: of the project's code; api: sent as JSON"),
  file: z.string().nullable().describe('where it is declared, relative to the project'),
  version: z.int().nullable().describe('the newest, of one that was sent'),
});

/** One that was sent. */
export const pipelineVersion = z.object({ name: z.string(), version: z.int(), sentAt: z.iso.datetime(), sentBy: z.string() });

export const pipelineDetails = pipelineSummary.extend({
  params: z.record(z.string(), z.unknown()).describe('JSON Schema of its parameters'),
  onEvent: z.array(eventTrigger),
  versions: z.array(pipelineVersion.omit({ name: true })).describe('newest first'),
  specification: z.record(z.string(), z.unknown()).nullable().describe('as it was sent'),
});

export const pipelineRequest = specificationSchema;

/** A pipeline as a list shows it. */
export type PipelineSummary = z.output<typeof pipelineSummary>;
/** A pipeline with its parameters. */
export type PipelineDetails = z.output<typeof pipelineDetails>;
/** A pipeline as JSON, as it is sent. */
export type PipelineRequest = z.input<typeof pipelineRequest>;
