import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { tmpdir } from 'node:os';
import { afterAll, describe, expect, test } from 'vitest';
import { planSchema } from '../../core/pipeline/plan.js';
import { MemoryArtifactStore } from '../../stores/artifacts/memory-artifact-store.js';
import { readDocument } from '../../stores/artifacts/documents.js';
import { openMetadataStore } from '../../stores/metadata/open-metadata-store.js';
import { answersOf, type Answers } from './answers-of.js';

interface Expected {
  readonly runId: string;
  readonly plan: string;
  readonly outputs: Readonly<Record<string, string>>;
  readonly answers: Answers;
}

const folder = mkdtempSync(join(tmpdir(), 'leat-golden-'));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

const versions = readdirSync('test/golden', { withFileTypes: true }).flatMap((entry) => (entry.isDirectory() ? [entry.name] : []));

test('there is a golden of at least one version', () => {
  expect(versions).toContain('0.1.0');
});

describe.each(versions)('what version %s has stored', (version) => {
  const place = join('test/golden', version);
  const expected = JSON.parse(readFileSync(join(place, 'expected.json'), 'utf8')) as Expected; // written by write-golden.ts
  const artifacts = new MemoryArtifactStore();
  const filled = Promise.all(readdirSync(join(place, 'artifacts')).map((name) => artifacts.put(readFileSync(join(place, 'artifacts', name)))));

  test('is a plan that is read as one', async () => {
    await filled;
    const { plan } = (await readDocument(artifacts, expected.plan)) as { plan: unknown }; // a planned run
    expect(planSchema.parse(plan).stages.map(({ name }) => name)).toContain('train');
  });

  test('makes the same features, predictions and explanations of stored rows', async () => {
    await filled;
    const answers = await answersOf(artifacts, expected.outputs);
    expect(answers.labels).toEqual(expected.answers.labels);
    expect(answers.features).toEqual(expected.answers.features);
    // Another version of ONNX Runtime may sum in another order.
    answers.probabilities.forEach((value, place) => {
      expect(value).toBeCloseTo(expected.answers.probabilities[place] ?? NaN, 6);
    });
    expect(Object.keys(answers.contributions)).toEqual(Object.keys(expected.answers.contributions));
    for (const [name, value] of Object.entries(answers.contributions)) {
      expect(value, name).toBeCloseTo(expected.answers.contributions[name] ?? NaN, 9);
    }
  });

  test('is a database that migrates, with its runs, versions and deployments', async () => {
    cpSync(join(place, 'leat.db'), join(folder, `${version}.db`)); // migrating writes
    const metadata = openMetadataStore(`sqlite:${join(folder, `${version}.db`)}`);
    await metadata.migrate();
    expect(await metadata.run(expected.runId)).toMatchObject({ pipeline: 'golden', state: 'completed' });
    const stages = await metadata.stages(expected.runId);
    expect(stages.find(({ name }) => name === 'train')?.outputs['model']?.digest).toBe(expected.outputs['model']);
    expect(await metadata.deployments('golden')).toMatchObject([{ alias: 'champion', version: 1 }]);
    await metadata.close();
  });
});
