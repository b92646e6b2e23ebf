import { z } from 'zod';
import type { ScheduleDetails } from '../../client/schedules.js';
import { scheduleChange, scheduleDetails, scheduleRecord, scheduleRequest } from '../../core/api/schedule.js';
import { parseSchedule } from '../../core/schedule/schedule.js';
import { changeHeaders } from '../change-headers.js';
import { defineRoute } from '../define-route.js';
import { etagOf, requireMatch, tagged } from '../etag.js';

const named = z.strictObject({ schedule: z.string() });

export const listSchedules = defineRoute({
  method: 'GET',
  path: '/api/v1/schedules',
  summary: 'Schedules, by name',
  role: 'viewer',
  request: {},
  replies: { 200: z.object({ schedules: z.array(scheduleDetails) }), 304: 'nothing: the client has them' },
  problems: ['TEMPORAL_UNREACHABLE'],

  async handle({ headers }, { client }) {
    const schedules = await client.schedules.list();
    return tagged({ schedules: schedules.map(detailsOf) }, { headers, of: schedules.map(recordOf) });
  },
});

export const getSchedule = defineRoute({
  method: 'GET',
  path: '/api/v1/schedules/:schedule',
  summary: 'A schedule: its options, next times and latest runs',
  role: 'viewer',
  request: { params: named },
  replies: { 200: scheduleDetails, 304: 'nothing: the client has it' },
  problems: ['SCHEDULE_UNKNOWN', 'TEMPORAL_UNREACHABLE'],

  async handle({ params: { schedule: name }, headers }, { client }) {
    const schedule = await client.schedules.get(name);
    return tagged(detailsOf(schedule), { headers, of: recordOf(schedule) });
  },
});

export const createSchedule = defineRoute({
  method: 'POST',
  path: '/api/v1/schedules',
  summary: 'Make a schedule',
  role: 'operator',
  action: 'schedule.create',
  request: { body: scheduleRequest },
  replies: { 201: scheduleRecord },
  problems: ['SCHEDULE_INVALID', 'SCHEDULE_EXISTS', 'PIPELINE_UNKNOWN', 'PARAMETER_INVALID', 'TEMPORAL_UNREACHABLE'],

  async handle({ body }, { client }) {
    const schedule = parseSchedule(body);
    await client.pipelines.get(schedule.pipeline);
    await client.schedules.create(schedule);
    const record = recordOf(await client.schedules.get(schedule.name));
    return { status: 201, headers: { location: `/api/v1/schedules/${schedule.name}`, etag: etagOf(record) }, body: record };
  },
});

export const changeSchedule = defineRoute({
  method: 'PATCH',
  path: '/api/v1/schedules/:schedule',
  summary: 'Change fields of a schedule (JSON merge patch)',
  role: 'operator',
  action: 'schedule.change',
  request: { params: named, headers: changeHeaders, body: scheduleChange },
  replies: { 200: scheduleRecord },
  problems: ['SCHEDULE_INVALID', 'SCHEDULE_UNKNOWN', 'PRECONDITION_FAILED', 'TEMPORAL_UNREACHABLE'],

  async handle({ params: { schedule: name }, headers, body }, { client }) {
    const before = await client.schedules.get(name);
    requireMatch(headers, recordOf(before));
    const { declared, ...present } = before.schedule;
    const merged: Record<string, unknown> = { ...present, paused: before.paused, note: before.note, ...body, name };
    const kept = Object.entries(merged).filter(([, value]) => value !== null);
    await client.schedules.update(parseSchedule(Object.fromEntries(kept)), { declared });
    const record = recordOf(await client.schedules.get(name));
    return { status: 200, headers: { etag: etagOf(record) }, body: record };
  },
});

export const deleteSchedule = defineRoute({
  method: 'DELETE',
  path: '/api/v1/schedules/:schedule',
  summary: 'Delete a schedule; its runs stay',
  role: 'operator',
  action: 'schedule.delete',
  request: { params: named, headers: changeHeaders },
  replies: { 204: 'nothing' },
  problems: ['SCHEDULE_UNKNOWN', 'PRECONDITION_FAILED', 'TEMPORAL_UNREACHABLE'],

  async handle({ params: { schedule: name }, headers }, { client }) {
    requireMatch(headers, recordOf(await client.schedules.get(name)));
    await client.schedules.delete(name);
    return { status: 204, body: '' };
  },
});

/** What stands until somebody changes it: its tag is that of the schedule. */
export function recordOf({ schedule, paused, note }: ScheduleDetails): z.input<typeof scheduleRecord> {
  return { ...schedule, paused, note };
}

function detailsOf(details: ScheduleDetails): unknown {
  const { next, recent, skipped, changedByHand } = details;
  const runs = recent.map(({ runId: id, workflowId, scheduledAt }) => ({ id, workflowId, scheduledAt }));
  return { ...recordOf(details), next, recent: runs, skipped, changedByHand };
}
