import { z } from 'zod';
import { suggestName } from '../nearest-name.js';
import { alertEvents, SEVERITIES } from './alert-event.js';
import { matchesName } from './alert-matching.js';
import { revealable, secretReference } from './secret.js';
import { duration } from './stage-options.js';

const timeoutMs = z.int().positive().default(10_000).describe('for one answer');

const webhook = z.strictObject({
  kind: z.literal('webhook'),
  url: revealable.describe('http:// or https://'),
  secret: secretReference.optional().describe("secret('NAME') of base64 that signs every request; unsigned when left out"),
  timeoutMs,
});

const slack = z.strictObject({
  kind: z.literal('slack'),
  url: revealable.describe("of an incoming webhook: whoever knows it may post, so write secret('NAME')"),
  timeoutMs,
});

const smtp = z.strictObject({
  kind: z.literal('smtp'),
  host: z.string().min(1),
  port: z.int().positive().max(65535).optional().describe('587, 465 for tls or 25 for none when left out'),
  security: z
    .enum(['starttls', 'tls', 'none'])
    .default('starttls')
    .describe('starttls: mail only goes out once the connection is encrypted; tls: from the first byte'),
  user: z.string().min(1).optional(),
  password: secretReference.optional(),
  from: z.string().min(1).describe('address of the sender'),
  to: z.array(z.string().min(1)).min(1).describe('addresses'),
  timeoutMs,
});

const channel = z.discriminatedUnion('kind', [webhook, slack, smtp]);

const eventPattern = z.string().superRefine((pattern, context) => {
  const events = Object.keys(alertEvents);
  if (events.some((event) => matchesName(pattern, event))) return;
  context.addIssue({ code: 'custom', message: `expected an event, or several by "run.*" (${suggestName(pattern, events)})` });
});

const matching = {
  events: z.array(eventPattern).min(1).default(['*']).describe('names of events; * stands for any part of a name'),
  pipelines: z.array(z.string().min(1)).min(1).default(['*']).describe('names of pipelines; * stands for any part of a name'),
};

const rule = z.strictObject({
  ...matching,
  severity: z.enum(SEVERITIES).default('info').describe('alerts of this severity or a worse one'),
  to: z.array(z.string()).min(1).optional().describe('names of channels; every one when left out'),
  group: duration.default('1m').describe('what comes within this time after a message goes out together; 0s: each alone'),
  groupBy: z
    .array(z.enum(['event', 'pipeline']))
    .default(['event', 'pipeline'])
    .describe('alerts that differ in these are not put together'),
});

const timeOfDay = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'expected a time of day such as "22:00"');

const silence = z
  .strictObject({
    ...matching,
    from: timeOfDay.optional(),
    to: timeOfDay.optional().describe('the next day when it is not after `from`'),
    timeZone: z.string().refine(isTimeZone, 'expected a time zone such as "Europe/Berlin"').default('UTC').describe('of `from` and `to`'),
    until: z.iso.datetime({ offset: true }).optional().describe('silent from now on to this moment, such as "2030-01-31T08:00:00Z"'),
  })
  .refine(
    ({ from, to, until }) => (until === undefined ? from !== undefined && to !== undefined : from === undefined && to === undefined),
    {
      error: 'expected either "from" and "to", or "until"',
    },
  )
  .refine(({ from, to }) => from === undefined || from !== to, { error: 'expected "to" to differ from "from"' });

const everyChannel = rule.parse({ severity: 'warning' });

/** The section `alerts` of a configuration: where alerts go, which of them, and when not. */
export const alertSettings = z
  .strictObject({
    channels: z
      .record(z.string().regex(/^[A-Za-z0-9][\w-]{0,49}$/, 'expected a name of letters, digits, "-" and "_"'), channel)
      .default({})
      .describe('by a name of your own'),
    rules: z.array(rule).min(1).default([everyChannel]).describe('everything of "warning" or worse to every channel when left out'),
    silence: z.array(silence).default([]).describe('when alerts are kept back, to go out as one message at the end'),
  })
  .superRefine(({ channels, rules }, context) => {
    const names = Object.keys(channels);
    for (const [index, { to = [] }] of rules.entries()) {
      for (const [place, name] of to.entries()) {
        if (names.includes(name)) continue;
        const message = `expected the name of a channel (${suggestName(name, names)})`;
        context.addIssue({ code: 'custom', message, path: ['rules', index, 'to', place] });
      }
    }
  });

export type AlertSettings = z.output<typeof alertSettings>;
export type Silence = z.output<typeof silence>;
export type ChannelSettings = z.output<typeof channel>;
export type WebhookSettings = z.output<typeof webhook>;
export type SlackSettings = z.output<typeof slack>;
export type SmtpSettings = z.output<typeof smtp>;

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}
