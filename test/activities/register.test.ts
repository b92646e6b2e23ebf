import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { StageServices } from '../../activities/define-activity.js';
import { deployActivity } from '../../activities/deploy.js';
import { registerActivity } from '../../activities/register.js';
import type { Evaluation, Metrics, RegisteredVersion } from '../../core/model/evaluation.js';
import type { ModelReader } from '../../core/model/model-card.js';
import { atLeast, betterThanChampion, type Gate } from '../../core/pipeline/gate.js';
import type { StageContext } from '../../core/pipeline/stage-context.js';
import { MemoryArtifactStore } from '../../stores/artifacts/memory-artifact-store.js';
import { openModel, saveModel } from '../../stores/artifacts/models.js';
import { openMetadataStore } from '../../stores/metadata/open-metadata-store.js';
import { expectRejection } from '../support/expect-refusal.js';
import { scalingModel } from '../support/tiny-models.js';

let folder: string;
let services: StageServices;
let figures: Record<string, number | string>;
let context: StageContext;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'leat-register-'));
  const metadata = openMetadataStore(`sqlite:${join(folder, 'leat.db')}`);
  await metadata.migrate();
  const run = { id: 'run-1', pipeline: 'scaling', stage: 'register', seed: 1 };
  services = { artifacts: new MemoryArtifactStore(), metadata, run } as unknown as StageServices; // all that these two stages use
  figures = {};
  context = { figure: (name: string, value: number | string) => void (figures[name] = value) } as unknown as StageContext; // likewise
});

afterEach(async () => {
  await services.metadata.close();
  rmSync(folder, { recursive: true, force: true });
});

async function modelWith(slope: number, metrics: Metrics): Promise<{ model: ModelReader; evaluation: Evaluation }> {
  const { digest } = await saveModel(services.artifacts, scalingModel(slope));
  const model = await openModel(services.artifacts, digest);
  return { model, evaluation: { task: 'regression', model: digest, rows: 3, metrics, baseline: {} } };
}

async function register(slope: number, metrics: Metrics, when?: Gate): Promise<RegisteredVersion> {
  const { version } = await registerActivity.run(await modelWith(slope, metrics), { name: 'scaling', when }, context, services);
  return version; // a plain record, as the kind says
}

test('gives each model a version, and the same model the one that it has', async () => {
  expect(await register(1, { r2: 0.5 })).toMatchObject({ model: 'scaling', version: 1 });
  expect(await register(2, { r2: 0.6 })).toMatchObject({ version: 2 });
  expect(await register(1, { r2: 0.5 })).toMatchObject({ version: 1 });
  expect(figures).toEqual({ version: 'scaling:1' });
  expect(await services.metadata.version('scaling', 2)).toMatchObject({
    runId: 'run-1',
    evaluation: expect.stringMatching(/^sha256:/) as string,
  });
});

test('keeps in the card what the author says of the model', async () => {
  const given = { name: 'scaling', notes: '# Scaling\nFor tests.', licence: 'MIT' };
  const { version } = await registerActivity.run(await modelWith(1, { r2: 1 }), given, context, services);
  const { card, graph } = await openModel(services.artifacts, version.artifact);
  expect(card.about).toEqual({ notes: '# Scaling\nFor tests.', licence: 'MIT' });
  expect(await graph()).toEqual(scalingModel(1).graph);
  expect(await register(1, { r2: 1 })).toMatchObject({ version: 2 }); // without them it is another card
});

test('refuses a model below its gate, and leaves no version', async () => {
  await expectRejection(register(1, { r2: 0.5 }, atLeast('r2', 0.9)), 'GATE_REFUSED', 'expected r2 >= 0.9, got 0.5');
  expect(await services.metadata.versions('scaling')).toEqual([]);
});

test('measures a challenger by the evaluation that the champion has on record', async () => {
  const version = await register(1, { rmse: 2 }, betterThanChampion('rmse')); // there is no champion yet
  await deployActivity.run({ version }, { alias: 'champion' }, context, services);
  await expectRejection(register(2, { rmse: 2.5 }, betterThanChampion('rmse')), 'GATE_REFUSED', "better than the champion's 2, got 2.5");
  expect(await register(3, { rmse: 1.5 }, betterThanChampion('rmse', { by: 0.5 }))).toMatchObject({ version: 2 });
  expect(await register(1, { rmse: 2 }, betterThanChampion('rmse'))).toMatchObject({ version: 1 }); // the champion itself, again
});

test('refuses a gate without an evaluation, and an evaluation of another model', async () => {
  const { model } = await modelWith(1, {});
  const { evaluation } = await modelWith(2, { r2: 1 });
  const params = { name: 'scaling', when: atLeast('r2', 0.9) };
  await expectRejection(registerActivity.run({ model, evaluation: undefined }, params, context, services), 'STAGE_INPUT_MISSING', '"r2"');
  await expectRejection(registerActivity.run({ model, evaluation }, params, context, services), 'EVALUATION_MISMATCH', evaluation.model);
});

test('points an alias to a version, once', async () => {
  const version = await register(1, { r2: 0.5 });
  for (const _ of [1, 2]) {
    expect(await deployActivity.run({ version }, { alias: 'next' }, context, services)).toEqual({
      deployment: { model: 'scaling', version: 1, alias: 'next' },
    });
  }
  expect(await services.metadata.deployments('scaling')).toMatchObject([
    { alias: 'next', version: 1, reason: 'deployed by pipeline scaling' },
  ]);
});
