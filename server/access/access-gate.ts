import type { IncomingHttpHeaders } from 'node:http';
import { LeatError } from '../../core/errors.js';
import type { ServerLimits } from '../server-limits.js';
import { callerOf, type Caller } from './caller.js';
import type { KeyRing } from './key-ring.js';
import { RateLimiter } from './rate-limiter.js';
import { requireLocal } from './require-local.js';

/**
 * Who needs a key: `keys` everyone; `local` nobody, since only this machine reaches the server; `open` nobody at all.
 * A key that is sent counts in each.
 */
export type AccessMode = 'keys' | 'local' | 'open';

export interface AccessOptions {
  readonly mode: AccessMode;
  readonly keys: KeyRing;
  readonly limits: Pick<ServerLimits, 'requestsPerSecond' | 'failuresPerSecond'>;
}

/** What of a request tells who asks. */
interface Asking {
  readonly headers: IncomingHttpHeaders;
  /** Of the other end of the connection. */
  readonly ip: string;
}

/** Lets those in who may, and no more of them than the server can take. */
export class AccessGate {
  readonly #options: AccessOptions;
  readonly #rates = new RateLimiter();

  constructor(options: AccessOptions) {
    this.#options = options;
  }

  /** @throws LeatError `KEY_MISSING`, `KEY_INVALID`, `REQUEST_FOREIGN`, `RATE_LIMITED` */
  async identify({ headers, ip }: Asking): Promise<Caller> {
    const { authorization } = headers;
    if (authorization !== undefined) return this.#byKey(authorization, ip);
    const { mode, limits } = this.#options;
    switch (mode) {
      case 'keys':
        throw new LeatError('KEY_MISSING', 'header authorization: expected "Bearer KEY", got nothing');
      case 'local':
        requireLocal(headers);
        return { actor: 'this machine', role: 'admin', limits: null };
      case 'open':
        this.#rates.take(ip, limits.requestsPerSecond);
        return { actor: `anyone at ${ip}`, role: 'admin', limits: null };
    }
  }

  async #byKey(authorization: string, ip: string): Promise<Caller> {
    const [, key] = /^Bearer +(\S+)$/i.exec(authorization) ?? [];
    const { keys, limits } = this.#options;
    const record = key === undefined ? null : await keys.find(key);
    if (record === null) {
      this.#rates.take(`failures of ${ip}`, limits.failuresPerSecond);
      throw new LeatError('KEY_INVALID', 'header authorization: expected "Bearer KEY" with a key of this server, got another text');
    }
    this.#rates.take(record.id, record.requestsPerSecond ?? limits.requestsPerSecond);
    return callerOf(record);
  }
}
