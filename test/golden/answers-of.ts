import { openExplainer } from '../../core/model/explainer.js';
import { feedsOf } from '../../core/model/feeds.js';
import { readPredictions } from '../../core/model/predictions.js';
import { applyRecipe } from '../../core/transforms/apply-recipe.js';
import type { FittedRecipe } from '../../core/transforms/fitted-recipe.js';
import { createGraphRunner } from '../../inference/graph-runner.js';
import type { ArtifactStore } from '../../stores/artifacts/artifact-store.js';
import { readDocument } from '../../stores/artifacts/documents.js';
import { openModel } from '../../stores/artifacts/models.js';
import { openTable } from '../../stores/artifacts/tables.js';

/** Rows of all types, some of them missing. */
export const GOLDEN_ROWS = [
  'size,weight,colour,kind',
  ...Array.from({ length: 120 }, (_, row) => {
    const size = (row * 37) % 50;
    return [row % 11 === 0 ? '' : size, (row * 13) % 29, ['red', 'blue', 'green'][row % 3], size > 22 ? 'large' : 'small'].join(',');
  }),
  '',
].join('\n');

export interface Answers {
  readonly features: readonly number[];
  readonly labels: readonly unknown[];
  readonly probabilities: readonly number[];
  /** Of the first row. */
  readonly contributions: Readonly<Record<string, number>>;
}

/** What stored artifacts say of stored rows: asked when they are written, and again by every later version. */
export async function answersOf(artifacts: ArtifactStore, outputs: Readonly<Record<string, string>>): Promise<Answers> {
  const table = await (await openTable(artifacts, outputs['test'] ?? '')).read();
  const transform = (await readDocument(artifacts, outputs['transform'] ?? '')) as FittedRecipe; // what the stage "prepare" has written
  const { card, graph, explainer } = await openModel(artifacts, outputs['model'] ?? '');
  const session = await createGraphRunner().open(await graph());
  const predictions = readPredictions(await session.run(feedsOf(card.signature, table)), card.signature);
  await session.close();
  const explanations = await explainer();
  if (predictions.task !== 'classification' || explanations === null) throw new Error('invariant: it is a classifier that explains itself');
  const [[first] = []] = openExplainer(explanations)(table.slice(0, 1));
  return {
    features: [...applyRecipe(transform, table).data],
    labels: predictions.labels,
    probabilities: [...predictions.probabilities],
    contributions: first?.contributions ?? {},
  };
}
