import { z } from 'zod';
import { roles } from '../../core/access/role.js';
import { milliseconds, type Duration } from '../../core/pipeline/duration.js';
import { defineCommand } from '../define-command.js';

export const keysCreate = defineCommand({
  name: 'keys create',
  summary: 'Make a key of the HTTP interface; it is shown this once',
  example: 'leat keys create web-shop --role viewer --model churn --expires 90d',
  positional: ['name'],
  input: z.strictObject({
    name: z
      .string()
      .regex(/^[\w.-]{1,64}$/, { error: 'expected letters, digits, ".", "_" and "-"' })
      .describe('whose it is, or what for'),
    role: z
      .enum(roles)
      .default('viewer')
      .describe(`what it may do: ${roles.join(', ')}`)
      .meta({ placeholder: 'role' }),
    pipeline: z.array(z.string()).default([]).describe('may touch only this pipeline; repeatable').meta({ placeholder: 'name' }),
    model: z.array(z.string()).default([]).describe('may touch only this model; repeatable').meta({ placeholder: 'name' }),
    expires: z
      .string()
      .regex(/^\d+(s|m|h|d)$/, { error: 'expected a duration such as 12h or 90d' })
      .optional()
      .describe('after this time; never when left out')
      .meta({ placeholder: 'duration' }),
    rate: z.coerce.number().positive().optional().describe('requests a second').meta({ placeholder: 'number' }),
  }),
  async run({ name, role, pipeline, model, expires, rate }, context) {
    const { keys } = await context.client();
    const { key, record } = await keys.create({
      name,
      role,
      ...(pipeline.length + model.length > 0 && { limits: { pipelines: pipeline, models: model } }),
      ...(expires !== undefined && { expiresAt: new Date(Date.now() + milliseconds(expires as Duration)) }), // the pattern above is that of a duration
      ...(rate !== undefined && { requestsPerSecond: rate }),
    });
    await context.did('key.create', { key: record.id, name, role });
    context.terminal.say('Keep it now: it is stored nowhere. Send it as "Authorization: Bearer KEY".');
    return { document: { key, ...record }, text: key };
  },
});
