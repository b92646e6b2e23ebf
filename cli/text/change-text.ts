import type { ValueChange } from '../../core/compare-json.js';

/** A change in one line: `trainer.depth: 3 → 5`. What was not there before, or is not any longer, is a dash. */
export function changeText({ path, before, after }: ValueChange): string {
  return `${path}: ${valueText(before)} → ${valueText(after)}`;
}

/** A value as people read it, with digests cut to what tells them apart. */
export function valueText(value: unknown): string {
  if (value === undefined) return '–';
  return typeof value === 'string' ? shortDigest(value) : JSON.stringify(value);
}

/** `sha256:` and the first 12 of 64 digits; any other text as it is. */
export function shortDigest(text: string): string {
  return /^sha256:[0-9a-f]{64}$/.test(text) ? text.slice(0, 19) : text;
}
