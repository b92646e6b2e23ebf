import { LeatError } from '../core/errors.js';
import { ingest } from '../core/pipeline/stages/ingest.js';
import type { ReadSummary } from '../sources/source.js';
import { fingerprintSource, openSource } from '../sources/sources.js';
import { defineActivity } from './define-activity.js';

/** Rejected rows that are told one by one; the others are only counted. */
const LOGGED_REJECTIONS = 20;

/** Reads a source part by part into a table, and records what was read. */
export const ingestActivity = defineActivity(ingest, {
  async run(_inputs, { source, columns }, { signal, log, figure }, { source: surroundings, createTable }) {
    const opened = await openSource(source, surroundings, columns);
    try {
      const table = createTable();
      for await (const part of opened.parts()) {
        signal.throwIfCancelled();
        await table.append(part);
      }
      const { rows, bytes, digest, rejected } = opened.summary();
      for (const { line, reason } of rejected.slice(0, LOGGED_REJECTIONS)) log.warn(`rejected line ${String(line)}: ${reason}`, { line });
      if (rows === 0)
        throw noRows(
          opened.schema.map(({ name }) => name),
          rejected.length,
        );

      figure('rows', rows);
      figure('bytes', bytes);
      figure('rejected', rejected.length);
      if (rejected.length > 0) figure('rejected lines', linesText(rejected));
      figure('source digest', digest);
      return { table };
    } finally {
      await opened.close();
    }
  },

  fingerprint: ({ source }, { source: surroundings }) => fingerprintSource(source, surroundings),
});

function linesText(rejected: ReadSummary['rejected']): string {
  const told = rejected.slice(0, LOGGED_REJECTIONS).map(({ line }) => String(line));
  return [...told, ...(rejected.length > told.length ? ['…'] : [])].join(', ');
}

function noRows(columns: readonly string[], rejected: number): LeatError {
  const received = rejected === 0 ? 'none' : `none but ${String(rejected)} rejected ones`;
  return new LeatError('SOURCE_NO_ROWS', `ingest: expected rows of ${columns.join(', ')}, got ${received}`, {
    details: { columns, rejected },
  });
}
