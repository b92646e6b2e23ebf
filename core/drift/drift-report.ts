import type { Schema } from '../table/column.js';
import { binsLike } from './bins.js';
import { populationStabilityIndex } from './population-stability-index.js';
import { ProfileBuilder } from './profile-builder.js';
import type { CategoryProfile, ColumnProfile, TableProfile } from './profile.js';

export interface ColumnDrift {
  readonly column: string;
  /** Population stability index; a missing value is a bin of its own. */
  readonly psi: number;
  readonly drifted: boolean;
  /** Share of rows without a value, then and now. */
  readonly missing: { readonly reference: number; readonly current: number };
}

/** What `monitor` returns. */
export interface DriftReport {
  /** Digest of the model's artifact. */
  readonly model: string;
  readonly rows: { readonly reference: number; readonly current: number };
  readonly threshold: number;
  /** Names of the columns above the threshold. */
  readonly drifted: readonly string[];
  /** Most drifted first. */
  readonly columns: readonly ColumnDrift[];
}

/** Counts recent rows into the bins of a reference profile: every column that both have. */
export function profileLike(reference: TableProfile, schema: Schema): ProfileBuilder {
  const bins = schema.flatMap(({ name }) => {
    const known = reference.columns[name];
    return known === undefined ? [] : [[name, binsLike(known)] as const];
  });
  return new ProfileBuilder(new Map(bins));
}

/** How far the columns of the current profile are from the reference, most drifted first. */
export function compareProfiles({
  reference,
  current,
  threshold,
}: {
  reference: TableProfile;
  current: TableProfile;
  threshold: number;
}): ColumnDrift[] {
  return Object.entries(current.columns)
    .flatMap(([column, now]): ColumnDrift[] => {
      const then = reference.columns[column];
      if (then === undefined) return [];
      const psi = populationStabilityIndex(alignedCounts(then, now));
      return [{ column, psi, drifted: psi > threshold, missing: { reference: then.missing / then.rows, current: now.missing / now.rows } }];
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
