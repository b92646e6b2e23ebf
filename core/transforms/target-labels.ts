import { z } from 'zod';
import type { Column, Field } from '../table/column.js';
import { taskOfTarget } from '../trainers/target.js';

/** For transforms that use the target and treat classes and numbers in two ways. */
export const taskOption = z
  .enum(['classification', 'regression'])
  .optional()
  .describe("needed only where the target's type does not say it: numbers, whole ones too, are values unless told otherwise");

export function isOfClasses({ type }: Field, task: z.output<typeof taskOption>): boolean {
  return (task ?? taskOfTarget(type)) === 'classification';
}

/** The class of a row, or the number; undefined where it is missing. */
export function labelAt(target: Column, row: number): string | number | undefined {
  if (target.type === 'string') return target.dictionary[target.codes[row] ?? -1];
  const value = target.values[row] ?? NaN;
  return Number.isNaN(value) ? undefined : value;
}
