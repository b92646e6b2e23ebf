import { z } from 'zod';
import { suggestName } from '../core/nearest-name.js';

/** One sentence for what a schema refused: expected and received, or the unknown key and the nearest known one. */
export function explainIssue(issue: z.core.$ZodIssue, schema: z.ZodType, content: unknown): string {
  if (issue.code === 'unrecognized_keys') {
    const [key = ''] = issue.keys;
    return `unknown key "${key}"; ${suggestName(key, keysAt(schema, issue.path))}`;
  }
  return `${issue.message}, got ${textOf(valueAt(content, issue.path))}`;
}

function textOf(value: unknown): string {
  return value === undefined ? 'nothing' : JSON.stringify(value);
}

function keysAt(schema: z.ZodType, path: readonly PropertyKey[]): string[] {
  let inner: unknown = unwrap(schema);
  for (const key of path) inner = inner instanceof z.ZodObject ? unwrap(inner.shape[String(key)]) : undefined;
  return inner instanceof z.ZodObject ? Object.keys(inner.shape) : [];
}

function unwrap(schema: unknown): unknown {
  return schema instanceof z.ZodOptional ? unwrap(schema.unwrap()) : schema;
}

function valueAt(content: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>((value, key) => (typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined), content);
}
