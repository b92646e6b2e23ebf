import { z } from 'zod';
import { planSchema } from '../core/pipeline/plan.js';
import { specificationSchema } from '../core/pipeline/specification.js';

/** The JSON Schemas that other services check against, by file. */
export function publishedSchemas(): Readonly<Record<string, string>> {
  return {
    'docs/schemas/plan.schema.json': asText(planSchema, 'output'),
    'docs/schemas/pipeline.schema.json': asText(specificationSchema, 'input'),
  };
}

function asText(schema: z.ZodType, io: 'input' | 'output'): string {
  // Durations are texts that Leat checks itself; JSON Schema says only that they are texts.
  const json = z.toJSONSchema(schema, { io, unrepresentable: 'any' });
  return `${JSON.stringify(json, null, 2)}\n`;
}
