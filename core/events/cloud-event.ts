import { z } from 'zod';

/** An event as CloudEvents 1.0 has it, in JSON. @see https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/formats/json-format.md */
export const cloudEvent = z
  .object({
    specversion: z.literal('1.0'),
    id: z.string().min(1).max(500),
    source: z.string().min(1).max(2_000),
    type: z.string().min(1).max(500),
    subject: z.string().optional(),
    time: z.iso.datetime({ offset: true }).optional(),
    datacontenttype: z.string().optional(),
    dataschema: z.string().optional(),
    data: z.json().optional(),
    data_base64: z.base64().optional(),
  })
  .catchall(z.json())
  .describe('a CloudEvent; other attributes are extensions');

export type CloudEvent = z.output<typeof cloudEvent>;
