import { LeatError } from '../errors.js';

/** A whole number with its unit: "500ms", "30s", "10m", "2h", "1d". */
export type Duration = `${number}${'ms' | 's' | 'm' | 'h' | 'd'}`;

const MILLISECONDS = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;

/** @throws LeatError `PARAMETER_INVALID` */
export function milliseconds(duration: Duration): number {
  const match = /^(\d+)(ms|s|m|h|d)$/.exec(duration);
  if (match === null) {
    throw new LeatError('PARAMETER_INVALID', `expected a duration such as "30s" or "10m", got "${duration}"`, {
      details: { received: duration },
    });
  }
  // The pattern admits only these units.
  return Number(match[1]) * MILLISECONDS[match[2] as keyof typeof MILLISECONDS];
}
