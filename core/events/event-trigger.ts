import { z } from 'zod';

/** Which events start a pipeline, and with which parameters. */
export const eventTrigger = z.strictObject({
  type: z.string().min(1).describe('of the event; * stands for any part'),
  source: z.string().min(1).optional().describe('of the event; * stands for any part'),
  subject: z.string().min(1).optional().describe('of the event; * stands for any part'),
  when: z.string().min(1).optional().describe('expression over the event that must hold, such as `data.rows` > 1000'),
  params: z
    .record(z.string(), z.json())
    .default({})
    .describe('parameters of the run; {"$event": "data.path"} stands for a part of the event'),
});

export type EventTrigger = z.output<typeof eventTrigger>;
export type EventTriggerDeclaration = z.input<typeof eventTrigger>;
