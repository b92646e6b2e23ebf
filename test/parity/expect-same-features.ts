import { expect } from 'vitest';
import type { FeatureMatrix } from '../../core/trainers/define-trainer.js';

/**
 * Both compute in float64 and round to float32 at the end. Libraries differ in the last bit of exp, log, sin
 * and pow, which differences of large numbers (dates, moments) then magnify: 1e-6 is 8 float32 roundings.
 */
export const FEATURE_TOLERANCE = 1e-6;

/** Compares the features of a graph with those of the core; missing ones must be missing in both. */
export function expectSameFeatures(graph: Float32Array, core: FeatureMatrix): void {
  expect(graph.length).toBe(core.data.length);
  const different = [...graph].flatMap((value, place) => {
    const other = core.data[place] ?? NaN;
    if (Object.is(value, other) || Math.abs(value - other) <= FEATURE_TOLERANCE * Math.max(1, Math.abs(other))) return [];
    return value === other
      ? []
      : [
          `row ${String(Math.floor(place / core.names.length))}, ${String(core.names[place % core.names.length])}: graph ${String(value)}, core ${String(other)}`,
        ];
  });
  expect(different.slice(0, 5)).toEqual([]);
}
