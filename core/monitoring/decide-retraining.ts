import type { Findings } from './findings.js';
import type { RetrainPolicy } from './monitor-limits.js';

export interface RetrainingFacts extends Pick<Findings, 'drift' | 'degraded'> {
  /** Labels that have come since the last time. */
  readonly newLabels: number;
  /** Milliseconds since a new version was asked for; null: never. */
  readonly sinceLastMs: number | null;
}

/** @returns Why a new version is to be trained; null: it is not. */
export function decideRetraining({ drift, degraded, newLabels, sinceLastMs }: RetrainingFacts, policy: RetrainPolicy): string | null {
  if (sinceLastMs !== null && sinceLastMs < policy.cooldown) return null;
  if (policy.on.includes('degradation') && degraded[0] !== undefined) return `degraded: ${degraded[0]}`;
  if (policy.on.includes('drift') && drift[0] !== undefined) return `drift: ${drift[0]}`;
  if (policy.labels !== undefined && newLabels >= policy.labels) return `${String(newLabels)} new labels`;
  if (policy.every !== undefined && (sinceLastMs === null || sinceLastMs >= policy.every)) return 'it is time';
  return null;
}
