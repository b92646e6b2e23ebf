import type { Database } from './database.js';
import type { MetadataStore } from './metadata-store.js';
import { parseJson } from './parse-column.js';

type AttemptOutput = Pick<MetadataStore, 'appendOutput' | 'output'>;

export function attemptOutput(database: Database): AttemptOutput {
  return {
    appendOutput: ({ runId, name, attempt }, { chunk, text }) =>
      database.write(async (transaction) => {
        await transaction
          .insertInto('attempt_output')
          .values({ run_id: runId, stage: name, attempt, chunk, text: JSON.stringify(text) }) // PostgreSQL's text holds no NUL
          .onConflict((conflict) => conflict.doNothing())
          .execute();
      }),

    output: ({ runId, name, attempt }) =>
      database.query(async (kysely) => {
        const pieces = await kysely
          .selectFrom('attempt_output')
          .select('text')
          .where('run_id', '=', runId)
          .where('stage', '=', name)
          .where('attempt', '=', attempt)
          .orderBy('chunk')
          .execute();
        return pieces.map(({ text }) => parseJson<string>(text)).join('');
      }),
  };
}
