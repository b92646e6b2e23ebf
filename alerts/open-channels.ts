import { isLeatError, LeatError } from '../core/errors.js';
import type { AlertSettings, ChannelSettings } from '../core/pipeline/alert-settings.js';
import { Secrets } from '../core/secrets.js';
import type { AlertChannel } from './alert-channel.js';
import { slackChannel } from './slack-channel.js';
import { smtpChannel } from './smtp-channel.js';
import { webhookChannel } from './webhook-channel.js';

/**
 * The configured channels by their names.
 *
 * @param secret - Looks a secret up by its name.
 * @throws LeatError `ALERT_CHANNEL_INVALID`, `SECRET_MISSING`
 */
export function openChannels(
  { channels }: Pick<AlertSettings, 'channels'>,
  secret: (name: string) => string,
): ReadonlyMap<string, AlertChannel> {
  return new Map(Object.entries(channels).map(([name, settings]) => [name, open(name, settings, secret)]));
}

function open(name: string, settings: ChannelSettings, secret: (name: string) => string): AlertChannel {
  const secrets = new Secrets({ secret });
  try {
    return quiet(channelOf(settings, secrets), secrets);
  } catch (error) {
    if (!isLeatError(error)) throw error;
    throw new LeatError(error.code, `alerts.channels.${name}: ${secrets.hide(error.message)}`, { details: error.details });
  }
}

/** A new kind of channel is its file, its settings and a line here. */
function channelOf(settings: ChannelSettings, secrets: Secrets): AlertChannel {
  switch (settings.kind) {
    case 'webhook':
      return webhookChannel(settings, secrets);
    case 'slack':
      return slackChannel(settings, secrets);
    case 'smtp':
      return smtpChannel(settings, secrets);
  }
}

/** A receiver may quote what it was sent: its answer must not carry a secret on. */
function quiet({ kind, send }: AlertChannel, secrets: Secrets): AlertChannel {
  return {
    kind,
    async send(message) {
      try {
        return secrets.hide(await send(message));
      } catch (error) {
        if (!isLeatError(error)) throw error;
        throw new LeatError(error.code, secrets.hide(error.message));
      }
    },
  };
}
