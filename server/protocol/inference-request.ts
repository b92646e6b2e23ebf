import { z } from 'zod';
import { DATATYPES } from './datatypes.js';

const parameters = z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])).optional();

/** The body of an inference, for its description; read-request.ts reads it from the bytes. @see https://github.com/kserve/open-inference-protocol */
export const inferenceRequest = z.strictObject({
  id: z.string().optional(),
  parameters: parameters.describe(
    'binary_data_output: true for binary outputs; timeout: microseconds; key: equal keys are answered by the same version while one is released',
  ),
  inputs: z
    .array(
      z.strictObject({
        name: z.string(),
        shape: z.array(z.int().nonnegative()),
        datatype: z.enum(DATATYPES),
        parameters: parameters.describe('binary_data_size: bytes of this tensor behind the JSON'),
        data: z.array(z.unknown()).optional().describe('row-major, flat or nested'),
      }),
    )
    .min(1),
  outputs: z
    .array(z.strictObject({ name: z.string(), parameters: parameters.describe('binary_data: true for binary') }))
    .optional()
    .describe('all outputs when left out or empty'),
});

export const inferenceReply = z.object({
  model_name: z.string(),
  model_version: z.string(),
  id: z.string().optional(),
  outputs: z.array(
    z.object({
      name: z.string(),
      datatype: z.enum(DATATYPES),
      shape: z.array(z.int()),
      parameters: parameters.describe('binary_data_size: bytes of this tensor behind the JSON'),
      data: z.array(z.unknown()).optional().describe('row-major and flat; null for a number that JSON does not have'),
    }),
  ),
});
