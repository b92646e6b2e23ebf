import { LeatError } from '../errors.js';
import type { Table } from '../table/table.js';
import { applyRecipe } from '../transforms/apply-recipe.js';
import type { FittedRecipe } from '../transforms/fitted-recipe.js';
import type { FeatureMatrix } from './define-trainer.js';

const FLOAT32_BYTES = 4;

/** Collects the features of all rows, part by part, into one matrix that is allocated once. */
export class FeatureCollector {
  readonly #recipe: FittedRecipe;
  readonly #data: Float32Array;
  readonly #rows: number;
  #filled = 0;

  /** @throws LeatError `SAMPLE_TOO_LARGE`, before anything is allocated. */
  constructor(recipe: FittedRecipe, { rows, limitBytes }: { rows: number; limitBytes: number }) {
    const width = recipe.features.length;
    const bytes = rows * width * FLOAT32_BYTES;
    if (bytes > limitBytes) {
      const megabytes = (size: number): string => `${String(Math.round(size / 2 ** 20))} MB`;
      throw new LeatError(
        'SAMPLE_TOO_LARGE',
        `expected features of at most ${megabytes(limitBytes)}, got ${String(rows)} rows × ${String(width)} features = ${megabytes(bytes)}`,
        { details: { rows, features: width, limitBytes } },
      );
    }
    this.#recipe = recipe;
    this.#rows = rows;
    this.#data = new Float32Array(rows * width);
  }

  /** @param trainingPlaces - Of the part's rows among those that the recipe was fitted on. */
  add(part: Table, trainingPlaces: Uint32Array): void {
    const into = this.#data.subarray(this.#filled, this.#filled + part.rows * this.#recipe.features.length);
    applyRecipe(this.#recipe, part, { trainingPlaces, into });
    this.#filled += into.length;
  }

  finish(): FeatureMatrix {
    const { features, cardinalities } = this.#recipe;
    return { rows: this.#rows, names: features, data: this.#data, ...(cardinalities && { cardinalities }) };
  }
}
