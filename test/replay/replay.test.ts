import { resolve } from 'node:path';
import { Worker, type ReplayWorkerOptions } from '@temporalio/worker';
import { expect, test } from 'vitest';
import manifest from '../../package.json' with { type: 'json' };
import { payloadCodec } from '../../config/payload-codec.js';
import { createLog } from '../../worker/log.js';
import { takeTemporalLog } from '../../worker/temporal-log.js';
import * as workflows from '../../workflows/index.js';
import { bundleWorkflows } from '../support/bundle-workflows.js';
import { readHistories, type RecordedHistory } from './history-files.js';
import { scenarios } from './scenarios.js';
import { workflowOf } from './fetch-histories.js';

takeTemporalLog(createLog('silent')); // what is refused here is logged at length

const histories = readHistories();
const ofToday = { workflowBundle: { codePath: resolve('dist/workflow-bundle.cjs') } };

/** Names of the histories that a bundle does not go through as they were recorded. */
async function refusedBy(options: ReplayWorkerOptions, replayed: readonly RecordedHistory[]): Promise<string[]> {
  const refused: string[] = [];
  const given = replayed.map(({ name, history }) => ({ workflowId: name, history }));
  const results = Worker.runReplayHistories({ ...options, dataConverter: { payloadCodecs: [payloadCodec] } }, given);
  for await (const { workflowId, error } of results) if (error !== undefined) refused.push(workflowId);
  return refused;
}

test('goes through every recorded history as it was recorded', { timeout: 120_000 }, async () => {
  expect(await refusedBy(ofToday, histories)).toEqual([]);
});

test('has a history of every workflow, and of every scenario, by this version', () => {
  const names = histories.filter(({ name }) => name.startsWith(`${manifest.version}/`)).map(({ name }) => name);
  expect(new Set(histories.map(({ history }) => workflowOf(history)))).toEqual(new Set(Object.keys(workflows)));
  for (const { name } of scenarios) expect(names.some((recorded) => recorded.startsWith(`${manifest.version}/${name}.`))).toBe(true);
});

test('refuses a workflow that does something else than it did when the history was recorded', { timeout: 120_000 }, async () => {
  const changed = await bundleWorkflows('changed');
  const runs = histories.filter(({ name }) => name.endsWith('.runPipeline'));
  expect(await refusedBy({ workflowBundle: changed }, runs)).toEqual(runs.map(({ name }) => name));
});
