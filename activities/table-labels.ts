import type { ClassLabel } from '../core/model/signature.js';
import { fullPredictionId } from '../core/monitoring/logged-predictions.js';
import type { TableReader } from '../core/table/table-reader.js';

export interface LabelColumns {
  readonly idColumn: string;
  readonly labelColumn: string;
}

/** Labels that stand in a table, by prediction id. */
export async function tableLabels(
  table: TableReader | undefined,
  { idColumn, labelColumn }: LabelColumns,
): Promise<ReadonlyMap<string, ClassLabel>> {
  const labels = new Map<string, ClassLabel>();
  if (table === undefined) return labels;
  for await (const part of table.parts()) {
    for (let row = 0; row < part.rows; row++) {
      const [id, label] = [part.cell(idColumn, row), part.cell(labelColumn, row)];
      if (id !== null && label !== null) labels.set(fullPredictionId(String(id)), label);
    }
  }
  return labels;
}
