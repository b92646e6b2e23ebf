import { isLeatError, LeatError } from '../core/errors.js';
import type { AlertSettings, ChannelSettings } from '../core/pipeline/alert-settings.js';
import { Secrets } from '../core/secrets.js';
import type { NetworkPolicy } from '../core/network-policy.js';
import type { AlertChannel, ChannelParts } from './alert-channel.js';
import { slackChannel } from './slack-channel.js';
import { smtpChannel } from './smtp-channel.js';
import { webhookChannel } from './webhook-channel.js';

export interface ChannelSurroundings {
  /** Looks a secret up by its name. */
  secret(name: string): string;
  readonly network: NetworkPolicy;
}

/**
 * The configured channels by their names.
 *
 * @throws LeatError `ALERT_CHANNEL_INVALID`, `SECRET_MISSING`
 */
export function openChannels(
  { channels }: Pick<AlertSettings, 'channels'>,
  surroundings: ChannelSurroundings,
): ReadonlyMap<string, AlertChannel> {
  return new Map(Object.entries(channels).map(([name, settings]) => [name, open(name, settings, surroundings)]));
}

function open(name: string, settings: ChannelSettings, { secret, network }: ChannelSurroundings): AlertChannel {
  const secrets = new Secrets({ secret });
  try {
    return quiet(channelOf(settings, { secrets, network }), secrets);
  } catch (error) {
    if (!isLeatError(error)) throw error;
    throw new LeatError(error.code, `alerts.channels.${name}: ${secrets.hide(error.message)}`, { details: error.details });
  }
}

/** A new kind of channel is its file, its settings and a line here. */
function channelOf(settings: ChannelSettings, parts: ChannelParts): AlertChannel {
  switch (settings.kind) {
    case 'webhook':
      return webhookChannel(settings, parts);
    case 'slack':
      return slackChannel(settings, parts);
    case 'smtp':
      return smtpChannel(settings, parts.secrets);
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
