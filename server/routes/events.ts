import { z } from 'zod';
import { eventRecord, eventStates } from '../../core/api/event.js';
import { nextPage, pageQuery } from '../../core/api/paging.js';
import { defineRoute } from '../define-route.js';
import { readPage } from '../read-page.js';

const named = z.strictObject({ event: z.string() });

export const listEvents = defineRoute({
  method: 'GET',
  path: '/api/v1/events',
  summary: 'CloudEvents that were received, newest first, page by page',
  role: 'viewer',
  request: { query: z.strictObject({ state: z.enum(eventStates).optional(), ...pageQuery }) },
  replies: { 200: z.object({ events: z.array(eventRecord), next: nextPage }) },
  problems: [],

  async handle({ query: { state, limit, cursor } }, { client }) {
    const filter = { ...(state !== undefined && { state }), ...(cursor !== undefined && { before: cursor }) };
    const { entries: events, next } = await readPage(
      limit,
      (most) => client.events.list({ ...filter, limit: most }),
      ({ key }) => key,
    );
    return { status: 200, body: { events, next } };
  },
});

export const getEvent = defineRoute({
  method: 'GET',
  path: '/api/v1/events/:event',
  summary: 'A CloudEvent, and what came of it',
  role: 'viewer',
  request: { params: named },
  replies: { 200: eventRecord },
  problems: ['EVENT_UNKNOWN'],
  handle: async ({ params: { event } }, { client }) => ({ status: 200, body: await client.events.get(event) }),
});

export const replayEvent = defineRoute({
  method: 'POST',
  path: '/api/v1/events/:event/replay',
  summary: 'Start what a CloudEvent matches now, and has not started yet',
  role: 'operator',
  action: 'event.replay',
  request: { params: named },
  replies: { 202: eventRecord },
  problems: ['EVENT_UNKNOWN', 'TEMPORAL_UNREACHABLE'],
  handle: async ({ params: { event } }, { client }) => ({ status: 202, body: await client.events.replay(event) }),
});
