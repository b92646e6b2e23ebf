import { LeatError } from '../errors.js';

/** A name, or the number of an item of a list. */
export type EventPath = readonly (string | number)[];

/**
 * Reads a path such as `data.rows[0].name`; a name with other letters stands as `data["content-type"]`.
 *
 * @throws LeatError `EXPRESSION_INVALID` with the position, counted from 1.
 */
export function parsePath(text: string): EventPath {
  const part = /\.?([A-Za-z_$][\w$-]*)|\[(\d+)\]|\["([^"\\]+)"\]/y;
  const path: (string | number)[] = [];
  while (part.lastIndex < text.length) {
    const at = part.lastIndex;
    const [found, name, index, quoted] = part.exec(text) ?? [];
    if (found === undefined || found.startsWith('.') !== (name !== undefined && at > 0)) {
      throw new LeatError('EXPRESSION_INVALID', `path "${text}": expected .name, [number] or ["name"] at ${String(at + 1)}`, {
        details: { position: at + 1 },
      });
    }
    path.push(index === undefined ? (name ?? quoted ?? '') : Number(index));
  }
  return path;
}

/** What an event has there; undefined where it has nothing. Only own fields: an event names no method. */
export function valueAt(event: unknown, path: EventPath): unknown {
  return path.reduce<unknown>(
    (value, part) =>
      typeof value === 'object' && value !== null && Object.hasOwn(value, part) ? value[part as keyof typeof value] : undefined,
    event,
  );
}
