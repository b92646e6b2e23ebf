import { plainText, type AlertMessage } from '../core/pipeline/alert-message.js';
import type { SlackSettings } from '../core/pipeline/alert-settings.js';
import type { AlertChannel, ChannelParts } from './alert-channel.js';
import { httpAddress } from './http-address.js';
import { post } from './post.js';

/** Slack refuses a message with longer texts or more fields. */
const LIMITS = { header: 150, section: 3_000, field: 2_000, fields: 10 };

const icons = { info: 'ℹ️', warning: '⚠️', critical: '🔴' };

/**
 * Posts a message to an incoming webhook of Slack, or of a service that takes the same form (Mattermost, Rocket.Chat).
 *
 * @throws LeatError `ALERT_CHANNEL_INVALID`, `SECRET_MISSING`
 * @see https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks and https://docs.slack.dev/reference/block-kit/blocks
 */
export function slackChannel({ kind, url: given, timeoutMs }: SlackSettings, { secrets, network }: ChannelParts): AlertChannel {
  const url = httpAddress(given, secrets);
  return {
    kind,
    send(message) {
      const body = JSON.stringify({ text: escape(plainText(message)), blocks: blocksOf(message) });
      return post(kind, { url, timeoutMs, network, headers: { 'content-type': 'application/json' }, body });
    },
  };
}

function blocksOf({ severity, title, text, fields, logLines, next, link }: AlertMessage): readonly object[] {
  const blocks: object[] = [
    { type: 'header', text: { type: 'plain_text', text: cut(`${icons[severity]} ${title}`, LIMITS.header) } },
    section(escape(text)),
  ];
  if (fields.length > 0) {
    const shown = fields.slice(0, LIMITS.fields);
    blocks.push({
      type: 'section',
      fields: shown.map(({ name, value }) => ({ type: 'mrkdwn', text: cut(`*${name}*\n${escape(value)}`, LIMITS.field) })),
    });
  }
  if (logLines.length > 0) blocks.push(section(code('Last lines of the log', logLines.join('\n'))));
  if (next !== '') blocks.push(section(code('Type next', next)));
  if (link !== null) blocks.push(section(`<${link}|Open>`));
  return blocks;
}

function section(text: string): object {
  return { type: 'section', text: { type: 'mrkdwn', text: cut(text, LIMITS.section) } };
}

/** The end of a long text is what counts, and the fence has to be closed. */
function code(title: string, text: string): string {
  const most = LIMITS.section - title.length - 20;
  return `*${title}*\n\`\`\`${escape(text).replaceAll('```', "'''").slice(-most)}\`\`\``;
}

/** All that Slack reads as more than text. */
function escape(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

function cut(text: string, most: number): string {
  return text.length <= most ? text : `${text.slice(0, most - 1)}…`;
}
