import type { Metrics } from '../model/evaluation.js';
import type { Schema } from '../table/column.js';
import { binsLike } from './bins.js';
import type { DomainClassifier } from './domain-classifier.js';
import { distancesOf, driftMeasures, hasDrifted, type Compared, type Distances, type DriftMeasure } from './measures.js';
import { ProfileBuilder } from './profile-builder.js';
import type { CategoryProfile, ColumnProfile, TableProfile } from './profile.js';

/** How far a column is from what it was; a missing value is a bin of its own. */
export interface ColumnDrift extends Distances {
  readonly column: string;
  readonly drifted: boolean;
  /** Share of rows without a value, then and now. */
  readonly missing: { readonly reference: number; readonly current: number };
}

/** What `monitor` returns. */
export interface DriftReport {
  /** Digest of the model's artifact. */
  readonly model: string;
  readonly rows: { readonly reference: number; readonly current: number };
  /** By what columns are judged; those that it does not apply to by `psi` and its default threshold. */
  readonly by: DriftMeasure;
  readonly threshold: number;
  /** Names of the columns that have drifted. */
  readonly drifted: readonly string[];
  /** Most drifted first, by `psi`. */
  readonly columns: readonly ColumnDrift[];
  /** Present when rows of the reference are at hand. */
  readonly domainClassifier?: DomainClassifier;
  /** What the model's own probabilities say of its metrics on the recent rows; of classifiers. */
  readonly expected?: { readonly rows: number; readonly metrics: Metrics };
}

/** Counts recent rows into the bins of a reference profile: every column that both have. */
export function profileLike(reference: TableProfile, schema: Schema): ProfileBuilder {
  const bins = schema.flatMap(({ name }) => {
    const known = reference.columns[name];
    return known === undefined ? [] : [[name, binsLike(known)] as const];
  });
  return new ProfileBuilder(new Map(bins));
}

export interface Comparison {
  readonly reference: TableProfile;
  readonly current: TableProfile;
  /** Of the numeric columns, where rows of the reference are at hand. */
  readonly values?: ReadonlyMap<string, NonNullable<Compared['values']>>;
  readonly by: DriftMeasure;
  readonly threshold: number;
}

/** How far the columns of the current profile are from the reference, most drifted first. */
export function compareProfiles({ reference, current, values, by, threshold }: Comparison): ColumnDrift[] {
  const compared = Object.entries(current.columns).flatMap(([column, now]) => {
    const then = reference.columns[column];
    return then === undefined ? [] : [{ column, now, then }];
  });
  return compared
    .map(({ column, now, then }): ColumnDrift => {
      const known = values?.get(column);
      const distances = distancesOf({ counts: alignedCounts(then, now), ...(known && { values: known }) });
      const drifted = hasDrifted(distances, { by, threshold, columns: compared.length }) ?? distances.psi > driftMeasures.psi.threshold;
      return { column, ...distances, drifted, missing: { reference: then.missing / then.rows, current: now.missing / now.rows } };
    })
    .sort((left, right) => right.psi - left.psi);
}

/** Counts of the same bins on both sides; the last bin is for missing values. */
function alignedCounts(reference: ColumnProfile, current: ColumnProfile): { reference: number[]; current: number[] } {
  if (reference.kind === 'numeric' && current.kind === 'numeric') {
    return { reference: [...reference.counts, reference.missing], current: [...current.counts, current.missing] };
  }
  if (reference.kind === 'categories' && current.kind === 'categories') {
    const rows = ({ counts, others, missing }: CategoryProfile): number[] => [...counts.map(([, named]) => named), others, missing];
    return { reference: rows(reference), current: rows(current) };
  }
  throw new Error('invariant: the current profile is built like the reference');
}
