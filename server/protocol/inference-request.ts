import { z } from 'zod';

const parameters = z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])).optional();

/** One input tensor; what its data may be depends on the datatype, and is checked by read-tensor.ts. */
export const requestedInput = z.strictObject({
  name: z.string(),
  shape: z.array(z.int().nonnegative()),
  datatype: z.enum(['BOOL', 'UINT8', 'UINT16', 'UINT32', 'UINT64', 'INT8', 'INT16', 'INT32', 'INT64', 'FP32', 'FP64', 'BYTES']),
  parameters,
  data: z.array(z.unknown()).optional().describe('row-major, flat or nested'),
});

/** The body of an inference. @see https://github.com/open-inference/open-inference-protocol */
export const inferenceRequest = z.strictObject({
  id: z.string().optional(),
  parameters,
  inputs: z.array(requestedInput).min(1),
  outputs: z
    .array(z.strictObject({ name: z.string(), parameters }))
    .optional()
    .describe('all outputs when left out'),
});

export type InferenceRequest = z.output<typeof inferenceRequest>;
export type RequestedInput = z.output<typeof requestedInput>;

export const outputTensor = z.object({
  name: z.string(),
  datatype: z.string(),
  shape: z.array(z.int()),
  data: z.array(z.unknown()).describe('row-major and flat; null for a number that JSON does not have'),
});

export const inferenceReply = z.object({
  model_name: z.string(),
  model_version: z.string(),
  id: z.string().optional(),
  outputs: z.array(outputTensor),
});
