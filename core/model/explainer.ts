import { canonicalJson } from '../canonical-json.js';
import { decodePlain, encodePlain } from '../plain-bytes.js';
import type { Table } from '../table/table.js';
import type { ModelShape } from '../trainers/define-trainer.js';
import type { Estimator } from '../trainers/train-estimator.js';
import { trainerOf } from '../trainers/trainers.js';
import { applyRecipe } from '../transforms/apply-recipe.js';
import type { FittedRecipe } from '../transforms/fitted-recipe.js';
import { sourcesOf } from '../transforms/sources-of.js';

/** What explanations are computed from; stored beside the graph, which has no room for it. */
interface Explainer {
  readonly recipe: FittedRecipe;
  readonly trainer: string;
  readonly shape: ModelShape;
  readonly parameters: unknown;
}

/** What each column adds to one output of one row: with the base value they sum to the margin. */
export interface Explanation {
  /** Place of the output: of two classes there is one, that of the second class. */
  readonly output: number;
  /** What the model says where nothing is known: its mean over the training rows, or the bias of a linear model. */
  readonly base: number;
  /** Before the link: log-odds, logarithms, or the value itself. */
  readonly margin: number;
  /** By raw column, where a feature is made of one; else by the name of the feature. */
  readonly contributions: Readonly<Record<string, number>>;
}

/** @returns Null for a trainer that explains nothing. */
export function explainerOf({ trainer, shape, parameters }: Estimator, recipe: FittedRecipe): Uint8Array | null {
  if (trainer.explain === undefined) return null;
  return encodePlain({ recipe: asStored(recipe), trainer: trainer.name, shape, parameters } satisfies Explainer);
}

/** A recipe that was stored in between gives the same bytes as one that was fitted just now. */
function asStored(recipe: FittedRecipe): FittedRecipe {
  return JSON.parse(canonicalJson(recipe)) as FittedRecipe; // it is plain JSON
}

/** @returns For each row, an explanation of each output. */
export type ExplainRows = (rows: Table) => readonly (readonly Explanation[])[];

/**
 * Explains rows: Shapley values of trees, coefficient times value of linear models. Features of one raw column, such as
 * those of a one-hot encoding, count together under its name.
 *
 * @param bytes - What explainerOf gave.
 */
export function openExplainer(bytes: Uint8Array): ExplainRows {
  const { recipe, trainer: name, shape, parameters } = decodePlain(bytes) as Explainer; // what explainerOf has written
  const { explain } = trainerOf(name);
  if (explain === undefined) throw new Error(`invariant: trainer "${name}" explained when the model was trained`);
  const sources = sourcesOf(recipe);
  return (rows) => {
    const values = explain(applyRecipe(recipe, rows), parameters, shape);
    const outputs = values.length / ((sources.length + 1) * rows.rows);
    const size = (sources.length + 1) * outputs;
    return Array.from({ length: rows.rows }, (_row, row) => {
      const ofRow = values.subarray(row * size, (row + 1) * size);
      return Array.from({ length: outputs }, (_output, output) => explanationOf(ofRow, { sources, output, outputs }));
    });
  };
}

/** @param values - Shape [features + 1, outputs]. */
function explanationOf(
  values: Float64Array,
  { sources, output, outputs }: { sources: readonly string[]; output: number; outputs: number },
): Explanation {
  const base = values[sources.length * outputs + output] ?? NaN;
  const contributions: Record<string, number> = {};
  for (const [feature, source] of sources.entries()) {
    contributions[source] = (contributions[source] ?? 0) + (values[feature * outputs + output] ?? NaN);
  }
  const margin = Object.values(contributions).reduce((sum, value) => sum + value, base);
  return { output, base, margin, contributions };
}
