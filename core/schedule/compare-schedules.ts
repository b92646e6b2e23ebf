import { canonicalJson } from '../canonical-json.js';
import type { Schedule } from './schedule.js';

/** The fields in which two schedules differ. */
export function differingFields(one: Schedule, other: Schedule): readonly string[] {
  const fields = new Set([...Object.keys(one), ...Object.keys(other)]) as Set<keyof Schedule>; // keys of the two
  return [...fields].filter((field) => canonicalJson(one[field] ?? null) !== canonicalJson(other[field] ?? null));
}
