import { z } from 'zod';
import { aliasName, CHAMPION, modelName } from '../../core/model/model-reference.js';
import { releasePhases } from '../../core/release/release-phase.js';
import { releaseSettings } from '../../core/release/release-settings.js';
import type { ReleaseRecord } from '../../stores/metadata/release-records.js';
import { changeHeaders } from '../change-headers.js';
import { defineRoute, type Route } from '../define-route.js';
import { requireMatch, tagged } from '../etag.js';
import { requireModelMatch } from './model-state.js';

const params = z.strictObject({ model: modelName });
const alias = aliasName.default(CHAMPION);
const version = z.int().positive();
const reason = z.string().min(1).max(1000).default('over HTTP').describe('for the history');

/** Which releases there are, and how far they are, is no part of the model. */
const decisionHeaders = z.object({
  'if-match': z.string().optional().describe('the ETag of the list of releases: 412 when it has another one by now'),
});

const releaseRecord = z.object({
  id: z.string(),
  model: z.string(),
  alias: z.string(),
  candidate: z.int(),
  champion: z.int().nullable(),
  phase: z.enum(releasePhases),
  step: z.int().describe('of the canary, from 0'),
  since: z.iso.datetime(),
  askedAt: z.iso.datetime(),
  endedAt: z.iso.datetime().nullable(),
  by: z.string().nullable(),
  history: z.array(z.object({ phase: z.enum(releasePhases), step: z.int(), at: z.iso.datetime(), reason: z.string() })),
});

const releaseList = z.object({ releases: z.array(releaseRecord) });

export const listReleases = defineRoute({
  method: 'GET',
  path: '/api/v1/models/:model/releases',
  summary: 'Releases of a model, newest first',
  role: 'viewer',
  request: { params },
  replies: { 200: releaseList, 304: 'nothing: the client has them' },
  problems: [],
  handle: async ({ params: { model }, headers }, { client }) => tagged(listOf(await client.releases.list(model)), { headers }),
});

export const promoteModel = defineRoute({
  method: 'POST',
  path: '/api/v1/models/:model/promote',
  summary: 'Point an alias of a model to a version at once',
  role: 'deployer',
  action: 'model.promote',
  request: { params, headers: changeHeaders, body: z.strictObject({ version, alias, reason }) },
  replies: { 200: z.object({ model: z.string(), alias: z.string(), version: z.int() }) },
  problems: ['MODEL_UNKNOWN', 'MODEL_VERSION_UNKNOWN', 'PRECONDITION_FAILED'],
  async handle({ params: { model }, headers, body: { version: wanted, ...how }, caller }, { client, metadata }) {
    const expected = await requireModelMatch({ model, alias: how.alias }, headers, metadata);
    const deployed = await client.releases.promote({ model, version: wanted }, { ...how, by: caller.actor, ...expected });
    return { status: 200, body: { model, alias: deployed.alias, version: deployed.version } };
  },
});

export const rollBackModel = defineRoute({
  method: 'POST',
  path: '/api/v1/models/:model/rollback',
  summary: 'End the release of a model that is under way, else point its alias to the version before',
  role: 'deployer',
  action: 'model.rollback',
  request: { params, headers: changeHeaders, body: z.strictObject({ alias, reason }) },
  replies: {
    200: z.object({
      model: z.string(),
      alias: z.string(),
      version: z.int().describe('what the alias points to now'),
      ended: z.int().nullable().describe('the version whose release was ended'),
    }),
  },
  problems: ['MODEL_UNKNOWN', 'MODEL_VERSION_UNKNOWN', 'PRECONDITION_FAILED'],
  async handle({ params: { model }, headers, body, caller }, { client, metadata }) {
    const expected = await requireModelMatch({ model, alias: body.alias }, headers, metadata);
    return { status: 200, body: await client.releases.rollBack({ model, ...body, by: caller.actor, ...expected }) };
  },
});

export const releaseModel = defineRoute({
  method: 'POST',
  path: '/api/v1/models/:model/release',
  summary: 'Bring a version of a model to an alias step by step',
  role: 'deployer',
  action: 'model.release',
  request: { params, headers: changeHeaders, body: z.strictObject({ version, alias, settings: releaseSettings.prefault({}) }) },
  replies: { 202: releaseRecord },
  problems: ['MODEL_UNKNOWN', 'MODEL_VERSION_UNKNOWN', 'RELEASE_POINTLESS', 'PRECONDITION_FAILED', 'TEMPORAL_UNREACHABLE'],
  async handle({ params: { model }, headers, body: { version: wanted, alias: to, settings }, caller }, { client, metadata }) {
    await requireModelMatch({ model, alias: to }, headers, metadata);
    const release = await client.releases.start({ model, version: wanted }, { alias: to, by: caller.actor, settings });
    return { status: 202, body: shown(release) };
  },
});

const decideRelease = (approved: boolean): Route =>
  defineRoute({
    method: 'POST',
    path: `/api/v1/models/:model/${approved ? 'approve' : 'reject'}`,
    summary: approved ? 'Say yes to the release of a model that is under way' : 'Say no to the release of a model that is under way',
    role: 'deployer',
    action: approved ? 'model.approve' : 'model.reject',
    request: {
      params,
      headers: decisionHeaders,
      body: z.strictObject({ alias, note: z.string().max(1000).optional().describe('for the history') }),
    },
    replies: { 200: releaseRecord },
    problems: ['RELEASE_UNKNOWN', 'PRECONDITION_FAILED'],
    async handle({ params: { model }, headers, body: { alias: of, note = null }, caller }, { client }) {
      const seen = headers['if-match'] === undefined ? undefined : await client.releases.list(model);
      if (seen !== undefined) requireMatch(headers, listOf(seen));
      const release = await client.releases.decide({ model, alias: of }, { approved, by: caller.actor, note }, seen);
      return { status: 200, body: shown(release) };
    },
  });

export const approveRelease = decideRelease(true);
export const rejectRelease = decideRelease(false);

function listOf(releases: readonly ReleaseRecord[]): z.input<typeof releaseList> {
  return { releases: releases.map(shown) };
}

function shown(release: ReleaseRecord): z.input<typeof releaseRecord> {
  const { id, model, alias: to, candidate, champion, phase, step, by, history, since, askedAt, endedAt } = release;
  return {
    ...{ id, model, alias: to, candidate, champion, phase, step, by, history: [...history] },
    ...{ since: since.toISOString(), askedAt: askedAt.toISOString(), endedAt: endedAt?.toISOString() ?? null },
  };
}
