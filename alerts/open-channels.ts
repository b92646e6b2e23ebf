import { z } from 'zod';
import { LeatError } from '../core/errors.js';
import { suggestName } from '../core/nearest-name.js';
import type { AlertChannel } from './alert.js';
import { logChannel, type AlertLog } from './log-channel.js';
import { webhookChannel, webhookSettings } from './webhook-channel.js';

export interface ChannelSurroundings {
  readonly log: AlertLog;
  /** @throws LeatError `SECRET_MISSING` */
  secret(name: string): string;
}

/** As a configuration has it: checked by the channel of its kind. */
type ChannelSettings = Readonly<Record<string, unknown>> & { readonly kind: string };

type Open = (settings: unknown, surroundings: ChannelSurroundings) => AlertChannel;

/** Every kind of channel: a new one is its file and a line here. */
const kinds: Readonly<Record<string, Open>> = {
  log: (settings, { log }) => {
    parse(z.strictObject({ kind: z.literal('log') }), settings);
    return logChannel(log);
  },
  webhook: (settings, { secret }) => webhookChannel(parse(webhookSettings, settings), secret),
};

/**
 * The configured channels, and the log in any case.
 *
 * @throws LeatError `ALERT_CHANNEL_INVALID` naming the place of the wrong setting.
 */
export function openChannels(configured: readonly ChannelSettings[], surroundings: ChannelSurroundings): readonly AlertChannel[] {
  const channels = configured.map((settings, index) => {
    const open = Object.hasOwn(kinds, settings.kind) ? kinds[settings.kind] : undefined;
    if (open !== undefined) return open(settings, surroundings);
    throw new LeatError(
      'ALERT_CHANNEL_INVALID',
      `alerts[${String(index)}]: unknown kind "${settings.kind}"; ${suggestName(settings.kind, Object.keys(kinds))}`,
    );
  });
  return channels.some(({ kind }) => kind === 'log') ? channels : [logChannel(surroundings.log), ...channels];
}

function parse<S extends z.ZodType>(schema: S, settings: unknown): z.output<S> {
  const result = schema.safeParse(settings);
  if (result.success) return result.data;
  throw new LeatError('ALERT_CHANNEL_INVALID', `alerts: ${z.prettifyError(result.error)}`);
}
