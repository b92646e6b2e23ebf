import { LeatError } from './errors.js';

/**
 * JSON with sorted keys and no spaces: equal values give equal text, and so equal digests and cache keys.
 *
 * Only what JSON can hold is taken. `JSON.stringify` would turn NaN into null and leave out undefined,
 * so that two different values could share one digest: they are refused instead.
 *
 * @throws LeatError `JSON_UNREPRESENTABLE`, naming the place.
 * @see RFC 8785 (JSON Canonicalization Scheme): numbers as ECMAScript writes them, keys by UTF-16 code units.
 */
export function canonicalJson(value: unknown): string {
  return write(value, []);
}

/** @param ancestors - The objects and keys that lead to the value: for the message, and to notice a circle. */
function write(value: unknown, ancestors: readonly Ancestor[]): string {
  if (value === null || typeof value === 'string' || typeof value === 'boolean' || isFiniteNumber(value)) return JSON.stringify(value);
  if (typeof value !== 'object') throw refusal(value, ancestors);
  if (ancestors.some(({ object }) => object === value)) throw refusal(value, ancestors, 'a reference to one of its own parents');

  if (Array.isArray(value)) {
    const items = Array.from(value, (item: unknown, index) => write(item, [...ancestors, { object: value, key: `[${String(index)}]` }]));
    return `[${items.join(',')}]`;
  }
  if (!isPlain(value)) throw refusal(value, ancestors);
  const entries = Object.entries(value)
    .sort(([left], [right]) => (left < right ? -1 : 1))
    .map(([key, item]) => `${JSON.stringify(key)}:${write(item, [...ancestors, { object: value, key: `.${key}` }])}`);
  return `{${entries.join(',')}}`;
}

interface Ancestor {
  readonly object: object;
  readonly key: string;
}

function isFiniteNumber(value: unknown): boolean {
  return typeof value === 'number' && Number.isFinite(value);
}

/** By the length of its prototype chain, since an object may come from another realm (Temporal's sandbox). */
function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

function refusal(value: unknown, ancestors: readonly Ancestor[], received = describe(value)): LeatError {
  const place = `$${ancestors.map(({ key }) => key).join('')}`;
  return new LeatError('JSON_UNREPRESENTABLE', `${place}: expected a JSON value, got ${received}`, { details: { place, received } });
}

function describe(value: unknown): string {
  if (typeof value === 'object' && value !== null) return `an instance of ${value.constructor.name}`;
  return typeof value === 'number' || value === undefined ? String(value) : `a ${typeof value}`;
}
