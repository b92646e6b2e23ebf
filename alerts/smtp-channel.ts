import { LeatError, messageOf } from '../core/errors.js';
import { plainText, type AlertMessage } from '../core/pipeline/alert-message.js';
import type { SmtpSettings } from '../core/pipeline/alert-settings.js';
import type { Secrets } from '../core/secrets.js';
import type { AlertChannel } from './alert-channel.js';

const ports = { starttls: 587, tls: 465, none: 25 };

/**
 * Mails a message as text and HTML.
 *
 * @throws LeatError `SECRET_MISSING`
 */
export function smtpChannel(
  { kind, host, security, user, password, from, to, timeoutMs, ...settings }: SmtpSettings,
  secrets: Secrets,
): AlertChannel {
  const port = settings.port ?? ports[security];
  const options = {
    host,
    port,
    secure: security === 'tls',
    requireTLS: security === 'starttls',
    ignoreTLS: security === 'none',
    ...(user === undefined ? {} : { auth: { user, pass: password && secrets.reveal(password) } }),
    connectionTimeout: timeoutMs,
    greetingTimeout: timeoutMs,
    socketTimeout: timeoutMs,
    // What stands in an alert is text: it never names a file or an address to be attached.
    disableFileAccess: true,
    disableUrlAccess: true,
  };
  return {
    kind,
    async send(message) {
      const { id, title } = message;
      const mail = {
        from,
        to: [...to],
        subject: `[Leat] ${title}`,
        messageId: `<${id}@leat>`,
        text: plainText(message),
        html: htmlOf(message),
      };
      const { createTransport } = await import('nodemailer'); // with the first mail: most workers send none
      const { response, rejected } = await createTransport(options)
        .sendMail(mail)
        .catch((error: unknown) => {
          throw new LeatError('ALERT_REFUSED', `smtp at ${host}:${String(port)}: expected the mail to be taken, got ${messageOf(error)}`);
        });
      // Tried again, those who have it would get it twice.
      return rejected.length === 0 ? response : `${response}; not taken for ${rejected.map(String).join(', ')}`;
    },
  };
}

function htmlOf({ title, text, fields, logLines, next, link }: AlertMessage): string {
  const rows = fields.map(({ name, value }) => `<tr><th align="left">${escape(name)}</th><td>${escape(value)}</td></tr>`);
  return [
    `<h2>${escape(title)}</h2>`,
    `<p>${escape(text).replaceAll('\n', '<br>')}</p>`,
    rows.length === 0 ? '' : `<table>${rows.join('')}</table>`,
    logLines.length === 0 ? '' : `<p>Last lines of the log:</p><pre>${escape(logLines.join('\n'))}</pre>`,
    next === '' ? '' : `<p>Type next:</p><pre>${escape(next)}</pre>`,
    link === null ? '' : `<p><a href="${escape(link)}">Open</a></p>`,
  ].join('\n');
}

function escape(text: string): string {
  const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };
  return text.replaceAll(/[&<>"']/g, (letter) => entities[letter] ?? letter);
}
