import { isLeatError, LeatError } from '../errors.js';
import { matchesName } from '../pipeline/alert-matching.js';
import { tableFromRows } from '../table/from-rows.js';
import type { ColumnType } from '../table/column.js';
import { cellAt } from '../table/columns.js';
import type { Expression } from '../transforms/expression/expression.js';
import { evaluateExpression } from '../transforms/expression/evaluate-expression.js';
import { columnsOf, parseExpression } from '../transforms/expression/parse-expression.js';
import { resolveExpression } from '../transforms/expression/resolve-expression.js';
import type { CloudEvent } from './cloud-event.js';
import { parsePath, valueAt } from './event-path.js';
import type { EventTrigger } from './event-trigger.js';

/** Whether a trigger is about events of this type, source and subject, whatever else they say. */
export function isAbout({ type, source, subject }: EventTrigger, event: CloudEvent): boolean {
  return (
    matchesName(type, event.type) &&
    (source === undefined || matchesName(source, event.source)) &&
    (subject === undefined || matchesName(subject, event.subject ?? ''))
  );
}

/**
 * Whether the condition of a trigger holds. Its columns are paths into the event, `` `data.rows` ``; what an event does not
 * have is missing, as a missing value of a table is.
 *
 * @throws LeatError `EXPRESSION_INVALID` where types do not fit, `EVENT_MAPPING_FAILED` where a path leads to no number, text or truth.
 */
export function holds({ when }: EventTrigger, event: CloudEvent): boolean {
  if (when === undefined) return true;
  const expression = parseExpression(when);
  const row = Object.fromEntries([...columnsOf(expression)].map((path) => [path, scalarAt(event, path)]));
  const isPartial = Object.values(row).includes(null);
  try {
    return isTrue(expression, row, 'number');
  } catch (error) {
    // What is missing may as well be a text.
    if (!isPartial || !isLeatError(error) || error.code !== 'EXPRESSION_INVALID') throw error;
    return isTrue(expression, row, 'string');
  }
}

type Row = Readonly<Record<string, string | number | boolean | null>>;

function isTrue(expression: Expression, row: Row, typeOfMissing: ColumnType): boolean {
  const schema = Object.entries(row).map(([name, value]) => ({ name, type: value === null ? typeOfMissing : typeOf(value) }));
  const table = tableFromRows([row], schema);
  const columns = new Map(schema.map(({ name }) => [name, table.column(name)]));
  const value = cellAt(evaluateExpression(resolveExpression(expression, schema), { columns, rows: 1 }), 0);
  return value !== null && value !== 0 && value !== false && value !== '';
}

/**
 * Parameters of a run, with parts of the event in the places of `{"$event": "path"}`.
 *
 * @throws LeatError `EVENT_MAPPING_FAILED` where the event has nothing.
 */
export function paramsFrom({ params }: EventTrigger, event: CloudEvent): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(params).map(([name, value]) => [name, filled(value, event, name)]));
}

function filled(value: unknown, event: CloudEvent, param: string): unknown {
  if (Array.isArray(value)) return value.map((one) => filled(one, event, param));
  if (typeof value !== 'object' || value === null) return value;
  if (!('$event' in value)) return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, filled(one, event, param)]));
  const path = String(value.$event);
  const found = valueAt(event, parsePath(path));
  if (found !== undefined) return found;
  throw new LeatError('EVENT_MAPPING_FAILED', `parameter "${param}": expected the event to have ${path}, got nothing there`, {
    details: { param, path },
  });
}

function scalarAt(event: CloudEvent, path: string): string | number | boolean | null {
  const value = valueAt(event, parsePath(path));
  if (value === undefined || value === null) return null;
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return value;
  throw new LeatError(
    'EVENT_MAPPING_FAILED',
    `when: expected a number, text or truth at ${path}, got ${JSON.stringify(value).slice(0, 100)}`,
  );
}

function typeOf(value: string | number | boolean): ColumnType {
  if (typeof value === 'string') return 'string';
  return typeof value === 'boolean' ? 'boolean' : 'number';
}
