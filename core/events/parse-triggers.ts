import { LeatError } from '../errors.js';
import { columnsOf, parseExpression } from '../transforms/expression/parse-expression.js';
import { eventTrigger, type EventTrigger, type EventTriggerDeclaration } from './event-trigger.js';
import { parsePath } from './event-path.js';

/**
 * Checks which events an author wants, before there is one: forms, expressions and paths.
 *
 * @throws LeatError `PIPELINE_INVALID` naming the place, what was expected and received.
 */
export function parseTriggers(given: EventTriggerDeclaration | readonly EventTriggerDeclaration[], place: string): readonly EventTrigger[] {
  const list: readonly unknown[] = Array.isArray(given) ? given : [given];
  return list.map((each, index) => parseTrigger(each, `${place}, onEvent[${String(index)}]`));
}

function parseTrigger(given: unknown, place: string): EventTrigger {
  const parsed = eventTrigger.safeParse(given, { reportInput: true });
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    const field = issue?.path.map(String).join('.') ?? '';
    throw new LeatError('PIPELINE_INVALID', `${place}${field === '' ? '' : `, ${field}`}: ${issue?.message ?? 'refused'}`);
  }
  const trigger = parsed.data;
  try {
    if (trigger.when !== undefined) for (const path of columnsOf(parseExpression(trigger.when))) parsePath(path);
    for (const value of Object.values(trigger.params)) checkPaths(value);
  } catch (error) {
    if (!(error instanceof LeatError)) throw error;
    throw new LeatError('PIPELINE_INVALID', `${place}: ${error.message}`, { details: error.details, cause: error });
  }
  return trigger;
}

function checkPaths(value: unknown): void {
  if (typeof value !== 'object' || value === null) return;
  if ('$event' in value) parsePath(String(value.$event));
  else Object.values(value).forEach(checkPaths);
}
