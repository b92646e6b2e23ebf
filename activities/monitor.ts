import { compareProfiles, profileLike, type DriftReport } from '../core/drift/drift-report.js';
import { LeatError } from '../core/errors.js';
import { monitor } from '../core/pipeline/stages/monitor.js';
import { columnMissing } from '../core/table/table.js';
import { defineActivity } from './define-activity.js';

/** Compares column by column; the target too, where the recent rows have it already. */
export const monitorActivity = defineActivity(monitor, {
  async run({ model, recent }, { threshold }, { signal, progress, figure, log }) {
    const { profile: reference, signature } = model.card;
    if (reference === null) {
      throw new LeatError(
        'PROFILE_MISSING',
        `monitor: expected a model that was trained here, got ${model.digest} without a profile of its training rows`,
      );
    }
    const absent = signature.inputs.find(({ name }) => !recent.schema.some((field) => field.name === name));
    if (absent !== undefined) throw columnMissing(absent.name, recent.schema);

    if (recent.rows === 0) throw new LeatError('MONITOR_NO_ROWS', 'monitor: expected recent rows, got none');
    const recentRows = profileLike(reference, recent.schema);
    let seen = 0;
    for await (const part of recent.parts()) {
      signal.throwIfCancelled();
      recentRows.add(part);
      seen += part.rows;
      progress(seen / recent.rows);
    }
    const current = recentRows.finish();
    const columns = compareProfiles({ reference, current, threshold });
    const drifted = columns.filter((column) => column.drifted).map(({ column }) => column);
    for (const { column, psi } of columns.filter((each) => each.drifted)) log.warn('column has drifted', { column, psi });

    figure('rows', current.rows);
    figure('driftedColumns', drifted.length);
    const report: DriftReport = {
      model: model.digest,
      rows: { reference: reference.rows, current: current.rows },
      threshold,
      drifted,
      columns,
    };
    return { report };
  },
});
