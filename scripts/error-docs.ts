import { readFileSync } from 'node:fs';
import { errorCodes, type ErrorCode } from '../core/error-codes.js';

const HEAD = `# Errors

Every error that Leat throws on purpose has one of these codes, in the exception, in problem documents of the HTTP
server and in the workflow's history. Codes are stable: one that goes away stays here, marked retired.
*Retry* says whether the same call may succeed later without a change by a person; Leat repeats those by itself.

This file is written by \`npm run docs:errors\` from core/error-codes.ts.
`;

/** The text of docs/errors.md. The areas are the comments between the codes. */
export function errorDocs(): string {
  const source = readFileSync('core/error-codes.ts', 'utf8');
  const lines = [...source.matchAll(/^ {2}(?:\/\/ (?<area>.+)|(?<code>[A-Z][A-Z0-9_]*):)/gm)].map(({ groups }) =>
    groups?.['area'] === undefined ? rowOf(groups?.['code']) : `\n## ${groups['area']}\n\n| code | retry | meaning |\n|---|---|---|`,
  );
  return `${HEAD}${lines.join('\n')}\n`;
}

function rowOf(code: string | undefined): string {
  if (!isCode(code)) throw new Error(`invariant: every code of the source is in the record, got ${String(code)}`);
  const { retryable, summary } = errorCodes[code];
  return `| \`${code}\` | ${retryable ? 'yes' : 'no'} | ${summary.replaceAll('|', '\\|')} |`;
}

function isCode(code: string | undefined): code is ErrorCode {
  return code !== undefined && code in errorCodes;
}
