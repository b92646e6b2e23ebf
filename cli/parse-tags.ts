import { LeatError } from '../core/errors.js';

/** @throws LeatError `USAGE_INVALID`. @returns Values by name; empty ones are to be taken away. */
export function parseTags(pairs: readonly string[]): Readonly<Record<string, string>> {
  return Object.fromEntries(
    pairs.map((pair) => {
      const at = pair.indexOf('=');
      if (at < 1) throw new LeatError('USAGE_INVALID', `tag: expected NAME=VALUE, got "${pair}"`);
      return [pair.slice(0, at), pair.slice(at + 1)];
    }),
  );
}
