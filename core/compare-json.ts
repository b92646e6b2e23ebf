import { canonicalJson } from './canonical-json.js';

/** A place at which two JSON values differ. What one of them does not have is left out. */
export interface ValueChange {
  /** Keys from the top, such as `trainer.layers[1]`; empty for the value itself. */
  readonly path: string;
  readonly before?: unknown;
  readonly after?: unknown;
}

/** The places at which two JSON values differ, as deep down as they can be told apart. */
export function compareJson(before: unknown, after: unknown, path = ''): readonly ValueChange[] {
  if (isObject(before) && isObject(after)) {
    const keys = new Set([...Object.keys(before), ...Object.keys(after)]);
    return [...keys].flatMap((key) => compareJson(before[key], after[key], path === '' ? key : `${path}.${key}`));
  }
  if (Array.isArray(before) && Array.isArray(after)) {
    const [one, other]: readonly unknown[][] = [before, after];
    const length = Math.max(one?.length ?? 0, other?.length ?? 0);
    return Array.from({ length }, (_, index) => compareJson(one?.[index], other?.[index], `${path}[${String(index)}]`)).flat();
  }
  if (isSame(before, after)) return [];
  return [{ path, ...(before === undefined ? {} : { before }), ...(after === undefined ? {} : { after }) }];
}

function isSame(before: unknown, after: unknown): boolean {
  if (before === undefined || after === undefined) return before === after;
  return canonicalJson(before) === canonicalJson(after);
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
