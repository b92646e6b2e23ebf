import { sumTraffic, type ObservedTraffic } from '../../core/release/observed-traffic.js';
import type { ReleaseRecord, TrafficRecord } from './release-records.js';

/** What servers saw of one version in one role since a moment. */
export function observedOf(
  seen: readonly TrafficRecord[],
  { version, role, since }: { readonly version: number; readonly role: TrafficRecord['role']; readonly since: Date },
): ObservedTraffic {
  const wanted = seen.filter((each) => each.version === version && each.role === role && each.start >= since);
  return sumTraffic(wanted.map(({ observed }) => observed));
}

/** What they saw of a candidate since it is where it is. */
export function observedOfCandidate({ candidate, phase, since }: ReleaseRecord, seen: readonly TrafficRecord[]): ObservedTraffic {
  return observedOf(seen, { version: candidate, role: phase === 'shadow' ? 'shadow' : 'answer', since });
}
