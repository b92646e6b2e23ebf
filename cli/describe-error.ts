import { errorCodes } from '../core/error-codes.js';
import { isLeatError, messageOf } from '../core/errors.js';
import type { Terminal } from './terminal.js';

export interface DescribedError {
  readonly code: string;
  readonly message: string;
  /** What it means and how to mend it; null for an error that Leat did not foresee. */
  readonly mend: string | null;
}

/** An error as people and programs are told it: never a stack. */
export function describeError(error: unknown): DescribedError {
  if (!isLeatError(error)) return { code: 'INTERNAL', message: messageOf(error), mend: null };
  return { code: error.code, message: error.message, mend: errorCodes[error.code].summary };
}

export function errorText({ code, message, mend }: DescribedError, terminal: Terminal): string {
  const lines = [`${terminal.paint(['red', 'bold'], 'error')} ${terminal.paint('bold', code)}: ${message}`];
  if (mend !== null) lines.push(terminal.paint('dim', `  ${mend}`));
  else lines.push(terminal.paint('dim', '  Not foreseen: LEAT_LOG=debug shows where it came from.'));
  return lines.join('\n');
}
