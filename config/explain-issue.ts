import { z } from 'zod';
import { suggestName } from '../core/nearest-name.js';
import { secretReference } from '../core/pipeline/secret.js';

/** One sentence for what a schema refused: expected and received, or the unknown key or kind and the nearest known one. */
export function explainIssue(issue: z.core.$ZodIssue, schema: z.ZodType, content: unknown): string {
  const { path } = issue;
  if (issue.code === 'unrecognized_keys') {
    const [key = ''] = issue.keys;
    return `unknown key "${key}"; ${suggestName(key, keysOf(schemaAt(schema, path, content)))}`;
  }
  // Somebody may have written the secret itself: it is not quoted.
  if (isSecret(schema, path, content)) return "expected secret('NAME'), and its value in the variable LEAT_SECRET_NAME, got something else";
  const received = valueAt(content, path);
  if (issue.code === 'invalid_union' && issue.discriminator !== undefined && received !== undefined) {
    const kinds = kindsOf(rawSchemaAt(schema, path.slice(0, -1), content));
    return `unknown ${issue.discriminator} ${textOf(received)}; ${suggestName(typeof received === 'string' ? received : '', kinds)}`;
  }
  return `${issue.message}, got ${textOf(received)}`;
}

function isSecret(schema: z.ZodType, path: readonly PropertyKey[], content: unknown): boolean {
  return [path, path.slice(0, -1)].some((place) => schemaAt(schema, place, content) === secretReference);
}

function textOf(value: unknown): string {
  return value === undefined ? 'nothing' : JSON.stringify(value);
}

function keysOf(schema: unknown): string[] {
  return schema instanceof z.ZodObject ? Object.keys(schema.shape) : [];
}

function kindsOf(union: unknown): string[] {
  return union instanceof z.ZodDiscriminatedUnion
    ? union.options.flatMap((option) => [...literalsOf(option, union.def.discriminator)])
    : [];
}

/** The schema of a place; of a union the option that the content has chosen. */
function schemaAt(schema: unknown, path: readonly PropertyKey[], content: unknown): unknown {
  const found = rawSchemaAt(schema, path, content);
  if (!(found instanceof z.ZodDiscriminatedUnion)) return found;
  const { discriminator } = found.def;
  const kind = valueAt(content, [...path, discriminator]);
  return found.options.find((option) => literalsOf(option, discriminator).has(String(kind)));
}

function rawSchemaAt(schema: unknown, path: readonly PropertyKey[], content: unknown): unknown {
  if (path.length === 0) return unwrap(schema);
  const parent = schemaAt(schema, path.slice(0, -1), content);
  if (parent instanceof z.ZodObject) return unwrap(parent.shape[String(path.at(-1))]);
  if (parent instanceof z.ZodArray) return unwrap(parent.element);
  return parent instanceof z.ZodRecord ? unwrap(parent.valueType) : undefined;
}

function literalsOf(option: unknown, discriminator: string): ReadonlySet<string> {
  const literal: unknown = option instanceof z.ZodObject ? option.shape[discriminator] : undefined;
  return new Set(literal instanceof z.ZodLiteral ? [...literal.values].map(String) : []);
}

function unwrap(schema: unknown): unknown {
  return schema instanceof z.ZodOptional || schema instanceof z.ZodDefault ? unwrap(schema.unwrap()) : schema;
}

function valueAt(content: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>((value, key) => (typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined), content);
}
