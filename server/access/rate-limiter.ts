import { LeatError } from '../../core/errors.js';

interface Bucket {
  tokens: number;
  filledAt: number;
}

/** Those who have not asked for longest are forgotten first: their buckets are full again. */
const MOST_REMEMBERED = 10_000;

/** A token bucket for each who asks: a second's worth may come at once. */
export class RateLimiter {
  readonly #buckets = new Map<string, Bucket>();

  /** @throws LeatError `RATE_LIMITED`, saying how long to wait. */
  take(who: string, perSecond: number): void {
    const bucket = this.#filled(who, perSecond);
    if (bucket.tokens >= 1) {
      bucket.tokens -= 1;
      return;
    }
    const retryAfterSeconds = Math.ceil((1 - bucket.tokens) / perSecond);
    throw new LeatError('RATE_LIMITED', `expected at most ${String(perSecond)} requests a second, got more`, {
      details: { perSecond, retryAfterSeconds },
    });
  }

  #filled(who: string, perSecond: number): Bucket {
    const now = performance.now();
    const most = Math.max(1, perSecond);
    const { tokens, filledAt } = this.#buckets.get(who) ?? { tokens: most, filledAt: now };
    const bucket = { tokens: Math.min(most, tokens + ((now - filledAt) / 1000) * perSecond), filledAt: now };
    this.#buckets.delete(who); // and set anew: a map keeps the order of insertion
    this.#buckets.set(who, bucket);
    const [oldest] = this.#buckets.keys();
    if (this.#buckets.size > MOST_REMEMBERED && oldest !== undefined) this.#buckets.delete(oldest);
    return bucket;
  }
}
