import type { AttemptLogs } from '../../client/runs.js';
import type { Terminal } from '../terminal.js';
import { durationText } from './duration-text.js';

/** An attempt: when, where and how it went; what it wrote, indented; and its error. */
export function attemptText(attempt: AttemptLogs, terminal: Terminal): string {
  const { startedAt, endedAt, error, output } = attempt;
  const took = endedAt === null ? 'not ended' : durationText(endedAt.getTime() - startedAt.getTime());
  const head = `${startedAt.toISOString()}  ${attempt.stage} attempt ${String(attempt.attempt)} on ${attempt.worker}  ${took}`;
  const written =
    output === ''
      ? []
      : output
          .trimEnd()
          .split('\n')
          .map((line) => `  ${line}`);
  return [head, ...written, ...(error === null ? [] : [`  ${terminal.paint('red', `${error.code}: ${error.message}`)}`])].join('\n');
}
