import type { Table } from '../table/table.js';
import { populationStabilityIndex } from './population-stability-index.js';
import { ProfileBuilder } from './profile-builder.js';
import type { ColumnProfile, TableProfile } from './profile.js';

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

/** Counts recent rows into the bins of a reference profile: edges where it has numbers. */
export function profileLike(reference: TableProfile, columns: readonly string[]): ProfileBuilder {
  const edgesOf = (profile: ColumnProfile | undefined): readonly number[] | null => (profile?.kind === 'numeric' ? profile.edges : null);
  return new ProfileBuilder(new Map(columns.map((name) => [name, edgesOf(reference.columns[name])])));
}

/** How far the columns of the current profile are from the reference, most drifted first. */
export function compareProfiles({ reference, current, threshold }: { reference: TableProfile; current: TableProfile; threshold: number }): ColumnDrift[] {
  return Object.entries(current.columns)
    .flatMap(([column, now]): ColumnDrift[] => {
      const then = reference.columns[column];
      if (then === undefined) return [];
      const psi = populationStabilityIndex(alignedCounts(then, now));
      return [{ column, psi, drifted: psi > threshold, missing: { reference: then.missing / then.rows, current: now.missing / now.rows } }];
    })
    .sort((left, right) => right.psi - left.psi);
}

/** Columns of a table that a profile knows. */
export function profiledColumns(profile: TableProfile, schema: Table['schema']): string[] {
  return schema.map(({ name }) => name).filter((name) => name in profile.columns);
}

/** Counts of the same bins on both sides; the last bin is for missing values. */
function alignedCounts(reference: ColumnProfile, current: ColumnProfile): { reference: number[]; current: number[] } {
  if (reference.kind === 'numeric' && current.kind === 'numeric') {
    return { reference: [...reference.counts, reference.missing], current: [...current.counts, current.missing] };
  }
  if (reference.kind === 'categories' && current.kind === 'categories') {
    const counts = new Map(current.counts);
    const named = reference.counts.map(([text]) => counts.get(text) ?? 0);
    const others = current.rows - current.missing - named.reduce((sum, rows) => sum + rows, 0);
    return {
      reference: [...reference.counts.map(([, rows]) => rows), reference.others, reference.missing],
      current: [...named, others, current.missing],
    };
  }
  throw new Error('invariant: the current profile is built like the reference');
}
