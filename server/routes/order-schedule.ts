import { z } from 'zod';
import { backfillRequest, noteRequest, scheduleRecord } from '../../core/api/schedule.js';
import { changeHeaders } from '../change-headers.js';
import { defineRoute, type Route } from '../define-route.js';
import { etagOf, requireMatch } from '../etag.js';
import { recordOf } from './schedules.js';

const named = z.strictObject({ schedule: z.string() });

export const pauseSchedule = stateRoute('pause', 'Pause a schedule: it starts no runs until it is resumed');
export const resumeSchedule = stateRoute('resume', 'Resume a paused schedule');

export const triggerSchedule = defineRoute({
  method: 'POST',
  path: '/api/v1/schedules/:schedule/trigger',
  summary: 'Start a run of a schedule now, for the latest interval that has ended',
  role: 'operator',
  action: 'schedule.trigger',
  request: { params: named },
  replies: { 202: z.object({ run: z.string().nullable().describe('its id; null: it will start, see the list of runs') }) },
  problems: ['SCHEDULE_UNKNOWN', 'TEMPORAL_UNREACHABLE'],

  async handle({ params: { schedule: name } }, { client }) {
    const run = await client.schedules.trigger(name);
    if (run === null) return { status: 202, body: { run: null } };
    const { schedule } = await client.schedules.get(name);
    await client.runs.remember(schedule.pipeline, run);
    return { status: 202, headers: { location: `/api/v1/runs/${run.runId}` }, body: { run: run.runId } };
  },
});

export const backfillSchedule = defineRoute({
  method: 'POST',
  path: '/api/v1/schedules/:schedule/backfill',
  summary: 'Run past intervals of a schedule',
  role: 'operator',
  action: 'schedule.backfill',
  request: { params: named, body: backfillRequest },
  replies: { 202: z.object({ schedule: z.string() }) },
  problems: ['SCHEDULE_UNKNOWN', 'BACKFILL_INVALID', 'BACKFILL_RUNNING', 'TEMPORAL_UNREACHABLE'],

  async handle({ params: { schedule: name }, body: { from, to, limit, failedOnly } }, { client }) {
    const { schedule } = await client.schedules.get(name);
    await client.backfills.start(schedule, {
      from: new Date(from),
      to: new Date(to),
      ...(limit !== undefined && { limit }),
      ...(failedOnly !== undefined && { failedOnly }),
    });
    return { status: 202, headers: { location: `/api/v1/runs?schedule=${name}` }, body: { schedule: name } };
  },
});

function stateRoute(order: 'pause' | 'resume', summary: string): Route {
  return defineRoute({
    method: 'POST',
    path: `/api/v1/schedules/:schedule/${order}`,
    summary,
    role: 'operator',
    action: `schedule.${order}`,
    request: { params: named, headers: changeHeaders, body: noteRequest.prefault({}) },
    replies: { 200: scheduleRecord },
    problems: ['SCHEDULE_UNKNOWN', 'PRECONDITION_FAILED', 'TEMPORAL_UNREACHABLE'],

    async handle({ params: { schedule: name }, headers, body: { note } }, { client: { schedules } }) {
      requireMatch(headers, recordOf(await schedules.get(name)));
      await schedules[order](name, note);
      const record = recordOf(await schedules.get(name));
      return { status: 200, headers: { etag: etagOf(record) }, body: record };
    },
  });
}
