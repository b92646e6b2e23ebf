import { z } from 'zod';

/** A parameter as people read it. */
export interface ParameterDescription {
  readonly name: string;
  /** `number`, `list of text`, `"a" or "b"`. */
  readonly type: string;
  /** `> 0, < 1`; empty when every value of the type is taken. */
  readonly range: string;
  /** Left out for one that must be given, or may be left out. */
  readonly default?: unknown;
  readonly required: boolean;
  readonly meaning: string;
}

/** The part of JSON Schema that descriptions read. */
interface Schema {
  readonly type?: string;
  readonly description?: string;
  readonly default?: unknown;
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly items?: Schema;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly [bound: string]: unknown;
}

/** The fields of an object schema; none for any other schema. */
export function describeParams(params: z.ZodType): readonly ParameterDescription[] {
  const { properties = {}, required = [] } = z.toJSONSchema(params, { io: 'input', unrepresentable: 'any' }) as Schema;
  return Object.entries(properties).map(([name, schema]) => ({
    name,
    type: typeOf(schema),
    range: rangeOf(schema),
    ...('default' in schema ? { default: schema.default } : {}),
    required: required.includes(name),
    meaning: schema.description ?? '',
  }));
}

function typeOf({ type, enum: values, anyOf, oneOf, items, ...schema }: Schema): string {
  if ('const' in schema) return JSON.stringify(schema.const);
  if (values !== undefined) return values.map((value) => JSON.stringify(value)).join(' or ');
  const choices = anyOf ?? oneOf;
  if (choices !== undefined) return [...new Set(choices.map(typeOf))].join(' or ');
  if (type === 'array') return items === undefined ? 'list' : `list of ${typeOf(items)}`;
  return type === undefined ? 'any' : type === 'string' ? 'text' : type;
}

const bounds: Readonly<Record<string, (bound: string) => string>> = {
  exclusiveMinimum: (bound) => `> ${bound}`,
  minimum: (bound) => `≥ ${bound}`,
  exclusiveMaximum: (bound) => `< ${bound}`,
  maximum: (bound) => `≤ ${bound}`,
  minLength: (bound) => `at least ${bound} characters`,
  maxLength: (bound) => `at most ${bound} characters`,
  minItems: (bound) => `at least ${bound} items`,
  maxItems: (bound) => `at most ${bound} items`,
  pattern: (pattern) => `matches ${pattern}`,
};

function rangeOf(schema: Schema): string {
  const told = Object.entries(bounds).flatMap(([bound, tell]) => {
    const value = schema[bound];
    // Every whole number has these bounds, which nobody has set.
    const isSet = typeof value === 'string' || (typeof value === 'number' && Math.abs(value) !== Number.MAX_SAFE_INTEGER);
    return isSet ? [tell(String(value))] : [];
  });
  return told.join(', ');
}
