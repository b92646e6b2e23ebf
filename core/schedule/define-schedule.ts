import type { Pipeline } from '../pipeline/define-pipeline.js';
import { parseSchedule, type Schedule, type ScheduleSpecification } from './schedule.js';

/** A schedule as it stands in a project's code, for `leat schedules apply`. */
export interface DeclaredSchedule {
  readonly leat: 'schedule';
  readonly schedule: Schedule;
}

/** When a pipeline runs by itself, and with which parameters. */
export interface ScheduleDeclaration extends Omit<ScheduleSpecification, 'pipeline'> {
  /** The pipeline, or its name. */
  readonly pipeline: string | Pick<Pipeline, 'name'>;
}

/**
 * Declares when a pipeline runs. Export it from a pipeline file; `leat schedules apply` makes it so.
 *
 * @throws LeatError `SCHEDULE_INVALID`
 */
export function defineSchedule({ pipeline, ...rest }: ScheduleDeclaration): DeclaredSchedule {
  const schedule = parseSchedule({ ...rest, pipeline: typeof pipeline === 'string' ? pipeline : pipeline.name });
  return Object.freeze({ leat: 'schedule', schedule });
}

/** By shape, not by class: the user's module may have loaded its own copy of this one. */
export function isDeclaredSchedule(value: unknown): value is DeclaredSchedule {
  return typeof value === 'object' && value !== null && 'leat' in value && value.leat === 'schedule';
}
