import { LeatError, messageOf } from '../core/errors.js';

const [QUOTE, BACKSLASH] = [0x22, 0x5c];
const [LIST, LIST_END, OBJECT, OBJECT_END] = [0x5b, 0x5d, 0x7b, 0x7d];

/** Also where its letters are escaped; the look is spared where it cannot be, since it takes longer than the parsing. */
const MAY_NAME_PROTOTYPE = /__proto__|"constructor"|\\u00[567]/i;

/**
 * JSON that nobody can do harm with: not so deep that walking through it overflows the stack, and without the keys by
 * which an object's prototype can be changed when it is copied.
 *
 * @throws LeatError `REQUEST_INVALID`
 */
export function parseJson(content: Uint8Array, { depth }: { depth: number }): unknown {
  requireDepth(content, depth);
  const text = new TextDecoder().decode(content);
  try {
    return JSON.parse(text, MAY_NAME_PROTOTYPE.test(text) ? refusePrototype : undefined);
  } catch (cause) {
    if (cause instanceof LeatError) throw cause;
    throw new LeatError('REQUEST_INVALID', `body: not JSON: ${messageOf(cause)}`, { cause });
  }
}

/** On the bytes: what is too deep is not parsed at all. */
function requireDepth(content: Uint8Array, most: number): void {
  let depth = 0;
  for (let at = 0; at < content.length; at++) {
    const byte = content[at];
    if (byte === QUOTE) at = endOfText(content, at);
    else if (byte === LIST || byte === OBJECT) {
      if (++depth > most) throw new LeatError('REQUEST_INVALID', `body: expected JSON of at most ${String(most)} levels, got more`);
    } else if (byte === LIST_END || byte === OBJECT_END) depth--;
  }
}

/** Where the text that begins here is closed. */
function endOfText(content: Uint8Array, start: number): number {
  for (let at = start + 1; at < content.length; at++) {
    if (content[at] === BACKSLASH) at++;
    else if (content[at] === QUOTE) return at;
  }
  return content.length;
}

/** JSON may have such a field, objects may not: whatever copies them would lose it without a word, or change how all objects behave. */
function refusePrototype(key: string, value: unknown): unknown {
  const isPrototype = key === '__proto__' || (key === 'constructor' && isObject(value) && Object.hasOwn(value, 'prototype'));
  if (!isPrototype) return value;
  throw new LeatError('REQUEST_INVALID', `body: expected no field of the name "${key}"`, { details: { field: key } });
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}
