import type { Schedule } from '../core/schedule/schedule.js';
import { windowAt } from '../core/schedule/schedule-times.js';
import type { CommandContext } from './command-context.js';

/**
 * Plans the run that a schedule would start now, so that a wrong pipeline or parameter is known before its first time.
 *
 * @throws LeatError as planning does: `PIPELINE_UNKNOWN`, `PARAMETER_INVALID`
 */
export async function checkSchedule(schedule: Schedule, context: CommandContext): Promise<void> {
  const [config, { previewPlan }] = await Promise.all([context.config(), import('../worker/index.js')]);
  const { pipeline, params } = schedule;
  const window = windowAt(schedule, Date.now());
  await previewPlan(config, { pipeline, params, ...(window === null ? {} : { window }) });
}
