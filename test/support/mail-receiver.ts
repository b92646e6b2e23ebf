import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { SMTPServer } from 'smtp-server';

const PASSWORD = 'correct horse';

/** A real SMTP server that keeps the mail it takes; its only user is "leat". */
export class MailReceiver {
  readonly mails: string[] = [];
  /** Why the next mails are refused, one a mail. */
  readonly refusals: string[] = [];
  readonly password = PASSWORD;
  readonly #server: SMTPServer;

  private constructor() {
    this.#server = new SMTPServer({
      authOptional: true,
      allowInsecureAuth: true,
      onAuth: ({ username, password }, _session, done) => {
        if (username === 'leat' && password === PASSWORD) done(null, { user: username });
        else done(new Error(`no entry for ${String(username)} with ${String(password)}`));
      },
      onRcptTo: ({ address }, _session, done) => {
        done(address.startsWith('nobody@') ? new Error('no such mailbox') : null);
      },
      onData: (stream, _session, done) => {
        void text(stream).then((mail) => {
          const refusal = this.refusals.shift();
          if (refusal !== undefined) {
            done(new Error(refusal));
            return;
          }
          this.mails.push(mail.replaceAll(/=\r\n/g, '').replaceAll('=3D', '=')); // long lines of HTML are broken
          done(null);
        });
      },
    });
    this.#server.on('error', () => undefined); // a client that refuses its certificate
  }

  static async start(): Promise<MailReceiver> {
    const receiver = new MailReceiver();
    const listening = receiver.#server.listen(0, '127.0.0.1');
    await once(listening, 'listening');
    return receiver;
  }

  get port(): number {
    return (this.#server.server.address() as AddressInfo).port; // it listens on a port
  }

  async end(): Promise<void> {
    await new Promise<void>((done) => {
      this.#server.close(done);
    });
  }
}
