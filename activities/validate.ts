import { describeOutcome, ExpectationCheck, type Expectations, requireExpectations } from '../core/expectations/expectation-check.js';
import { validate } from '../core/pipeline/stages/validate.js';
import { defineActivity } from './define-activity.js';

/** Lets the rows pass unchanged, so equal parts keep their digests, and checks them on the way. */
export const validateActivity = defineActivity(validate, {
  async run({ table }, expectations, { signal, progress, log, figure }, { createTable }) {
    const check = new ExpectationCheck(table.schema, expectations);
    const passed = createTable();
    for await (const part of table.parts()) {
      signal.throwIfCancelled();
      check.add(part);
      await passed.append(part);
      progress(check.rows / table.rows);
    }

    const outcomes = check.outcomes(new Date());
    const warnings = outcomes.filter(({ ok, severity }) => !ok && severity === 'warn');
    for (const outcome of warnings) log.warn(describeOutcome(outcome), { column: outcome.column, rule: outcome.rule });
    requireExpectations(outcomes);

    figure('rows', check.rows);
    figure('expectations', outcomes.length);
    figure('warnings', warnings.length);
    return { table: passed, report: { rows: check.rows, outcomes } };
  },

  /** Freshness depends on the clock, so its answer of yesterday cannot be adopted today. */
  fingerprint: (expectations) => Promise.resolve(asksForFreshness(expectations) ? null : 'by content'),
});

function asksForFreshness({ expect, schema }: Expectations): boolean {
  const ofColumns = Object.values(schema?.columns ?? {}).flatMap((column) => column.expect);
  return [...Object.values(expect).flat(), ...ofColumns].some(({ rule }) => rule === 'fresh');
}
