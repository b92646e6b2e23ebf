import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import type { Duration } from '../../core/pipeline/duration.js';
import { CHAMPION } from '../../core/model/model-reference.js';
import { isOver, placeText } from '../../core/release/release-phase.js';
import { parseParams } from '../../core/pipeline/parse-params.js';
import { releaseSettings, type GivenReleaseSettings } from '../../core/release/release-settings.js';
import { defineCommand } from '../define-command.js';
import { parseParams as parsePairs } from '../parse-params.js';
import { who } from '../who.js';

const LOOK_MS = 500;
const duration = z.templateLiteral([z.number(), z.enum(['ms', 's', 'm', 'h', 'd'])]);

export const modelsRelease = defineCommand({
  name: 'models release',
  summary: 'Bring a version to an alias step by step; it goes back by itself when something is wrong with it',
  example: 'leat models release churn:4 --canary 5,25,50 --shadow 10m --bake 1h --approve',
  positional: ['model'],
  input: z.strictObject({
    model: z.string().describe('name:version'),
    alias: z.string().default(CHAMPION).describe('alias to bring it to').meta({ placeholder: 'alias' }),
    shadow: z
      .union([duration, z.literal('off')])
      .optional()
      .describe('how long requests are shown to it first')
      .meta({ placeholder: 'time' }),
    canary: z
      .string()
      .regex(/^(\d+(\.\d+)?)(,\d+(\.\d+)?)*$/, 'expected percents such as 5,25,50')
      .optional()
      .describe('percent of the keys in each step')
      .meta({ placeholder: 'percents' }),
    step: duration.optional().describe('how long each step lasts at least').meta({ placeholder: 'time' }),
    bake: duration.optional().describe('how long it has all requests before it is promoted').meta({ placeholder: 'time' }),
    requests: z.coerce.number().int().min(0).optional().describe('requests that each phase has to see').meta({ placeholder: 'count' }),
    limit: z
      .array(z.string())
      .default([])
      .describe('from where on it goes back, such as errorRate=0.02; repeatable')
      .meta({ placeholder: 'name=value' }),
    approve: z.boolean().default(false).describe('wait for "leat models approve" after the bake'),
    replace: z.boolean().default(false).describe('take the place of a release that is under way'),
    detach: z.boolean().default(false).describe('do not follow it'),
  }),
  async run({ model, alias, detach, ...given }, context) {
    const { models, releases } = await context.client();
    const version = await models.find(model);
    let release = await releases.start(version, {
      alias,
      by: who(),
      settings: parseParams(releaseSettings, settingsOf(given), 'models release'),
    });
    await context.did('model.release', { model: release.model, alias, version: String(release.candidate) });
    let told = 0;
    const interrupted = context.interrupts.take();
    while (!detach && !isOver(release.phase) && !interrupted.aborted) {
      for (const moment of release.history.slice(told)) {
        context.terminal.say(`${moment.at.slice(11, 19)} ${placeText(moment, release.settings)}: ${moment.reason}`);
      }
      told = release.history.length;
      await sleep(LOOK_MS, undefined, { signal: interrupted }).catch(() => undefined);
      release = await releases.get(release.id);
    }
    const last = release.history.at(-1)?.reason ?? '';
    const text = `${release.model}:${String(release.candidate)} to ${alias}: ${placeText(release, release.settings)} (${last})`;
    if (interrupted.aborted) {
      const next = `the release goes on by itself: see "leat models releases ${release.model}"`;
      return { document: release, text: `${text}\n${next}`, exitCode: context.interrupts.exitCode };
    }
    const failed = isOver(release.phase) && release.phase !== 'promoted';
    return { document: release, text, exitCode: failed ? 1 : 0 };
  },
});

interface GivenOptions {
  readonly shadow?: string | undefined;
  readonly canary?: string | undefined;
  readonly step?: Duration | undefined;
  readonly bake?: Duration | undefined;
  readonly requests?: number | undefined;
  readonly limit: readonly string[];
  readonly approve: boolean;
  readonly replace: boolean;
}

function settingsOf({ shadow, canary, step, bake, requests, limit, approve, replace }: GivenOptions): {
  readonly [Name in keyof GivenReleaseSettings]: unknown;
} {
  const wait = (atLeast: string | undefined) => ({ ...(atLeast && { atLeast }), ...(requests !== undefined && { requests }) });
  return {
    shadow: shadow === 'off' ? null : wait(shadow),
    step: wait(step),
    bake: wait(bake),
    ...(canary !== undefined && { canary: canary.split(',').map(Number) }),
    ...(limit.length > 0 && { limits: parsePairs(limit, '--limit') }),
    approval: approve ? 'person' : 'rule',
    policy: replace ? 'replace' : 'queue',
  };
}
