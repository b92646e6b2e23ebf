import type { z } from 'zod';
import { LeatError } from '../errors.js';
import { nearestName } from '../nearest-name.js';

/**
 * Checks values that people wrote against a schema.
 *
 * @throws LeatError `PARAMETER_INVALID` naming place and field, what was expected and received.
 */
export function parseParams<S extends z.ZodType>(schema: S, given: unknown, place: string): z.output<S> {
  const result = schema.safeParse(given, { reportInput: true });
  if (result.success) return result.data;
  const issue = nearest(result.error.issues);
  if (issue === undefined) throw new LeatError('PARAMETER_INVALID', `${place}: refused`);
  const known = 'shape' in schema ? Object.keys(schema.shape as object) : []; // zod's objects carry their shape
  if (issue.code === 'unrecognized_keys') {
    const field = [...issue.path, issue.keys[0] ?? ''].map(String).join('.');
    const near = issue.path.length === 0 ? nearestName(field, known) : undefined;
    const mend = near === undefined ? (issue.path.length === 0 ? `; known: ${known.join(', ')}` : '') : `; did you mean "${near}"?`;
    throw new LeatError('PARAMETER_INVALID', `${place}: unknown parameter "${field}"${mend}`, { details: { field } });
  }
  const field = issue.path.map(String).join('.');
  // What a refinement of several fields found is told of the field that it names.
  const received = shown(issue.code === 'custom' ? valueAt(given, issue.path) : issue.input);
  const message = `${place}${field === '' ? '' : `, parameter "${field}"`}: ${issue.message}; got ${received}`;
  throw new LeatError('PARAMETER_INVALID', message, { details: { field, received } });
}

type Issue = z.core.$ZodIssue;

/** The first issue; of alternatives, those of the ones that were meant most likely: they went furthest, or have the right type at least. */
function nearest(issues: readonly Issue[]): Issue | undefined {
  const [issue] = issues;
  if (issue?.code !== 'invalid_union') return issue;
  const found = issue.errors.flatMap((alternative) => nearest(alternative) ?? []);
  const depth = Math.max(...found.map(({ path }) => path.length));
  const deep = found.filter(({ path }) => path.length === depth);
  const meant = deep.some((each) => !isOtherType(each)) ? deep.filter((each) => !isOtherType(each)) : deep;
  const [first] = meant;
  if (first === undefined) return issue; // none of them is of the kind that is named
  return { ...first, path: [...issue.path, ...first.path], message: [...new Set(meant.map(({ message }) => message))].join(' or ') };
}

function isOtherType({ code }: Issue): boolean {
  return code === 'invalid_type';
}

function valueAt(given: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>((value, key) => (typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined), given);
}

function shown(value: unknown): string {
  const text = value === undefined ? 'nothing' : typeof value === 'number' ? String(value) : JSON.stringify(value); // JSON has no NaN
  return text.length > 100 ? `${text.slice(0, 100)}…` : text;
}
