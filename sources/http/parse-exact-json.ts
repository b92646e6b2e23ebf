import { randomUUID } from 'node:crypto';

/** Sixteen digits are the fewest of a whole number beyond 2^53 − 1. */
const LONG_NUMBER = /\d{16}/;
/** A text, which is left alone, or a number with its fraction and exponent. */
const TOKEN = /"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g;
/** Nobody else's text begins so. */
const MARK = `${randomUUID()}:`;

/**
 * JSON.parse that keeps every digit: a whole number that a double cannot hold becomes a bigint. Node 20
 * does not show a reviver the digits, so they go through it as marked texts.
 *
 * @throws SyntaxError as JSON.parse does.
 */
export function parseExactJson(text: string): unknown {
  const value: unknown = JSON.parse(text);
  if (!LONG_NUMBER.test(text)) return value;
  const marked = text.replace(TOKEN, (token) => (isUnsafeInteger(token) ? JSON.stringify(MARK + token) : token));
  return JSON.parse(marked, (_key, part: unknown) =>
    typeof part === 'string' && part.startsWith(MARK) ? BigInt(part.slice(MARK.length)) : part,
  );
}

function isUnsafeInteger(token: string): boolean {
  return /^-?\d+$/.test(token) && !Number.isSafeInteger(Number(token));
}
