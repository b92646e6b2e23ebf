import type { ColumnType } from '../table/column.js';
import type { Signature, SignatureInput } from './signature.js';

/** A JSON Schema, as plain data. */
export type JsonSchema = Readonly<Record<string, unknown>>;

/**
 * What a model's rows look like in a request to predict, as a JSON Schema (2020-12). It allows what `tableFromRows` and
 * `feedsOf` take, and refuses what they refuse; what training saw is told as examples and descriptions.
 *
 * @see test/core/model/rows-schema.test.ts, which compares the two.
 */
export function rowsSchema({ inputs }: Signature, title: string): JsonSchema {
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title,
    type: 'object',
    required: ['rows'],
    additionalProperties: false,
    properties: {
      rows: {
        type: 'array',
        minItems: 1,
        items: {
          type: 'object',
          description: 'a column that is absent, null or "" is missing',
          additionalProperties: false,
          properties: Object.fromEntries(inputs.map((input) => [input.name, columnSchema(input)])),
        },
      },
    },
  };
}

const MISSING: JsonSchema = { enum: [null, ''] };

function columnSchema(input: SignatureInput): JsonSchema {
  return { anyOf: [valueSchemas[input.type](input), MISSING], ...whatWasSeen(input) };
}

const valueSchemas: Readonly<Record<ColumnType, (input: SignatureInput) => JsonSchema>> = {
  number: () => ({ type: 'number' }),
  integer: () => ({ type: 'integer', minimum: Number.MIN_SAFE_INTEGER, maximum: Number.MAX_SAFE_INTEGER }),
  boolean: () => ({ enum: [true, false, 0, 1] }),
  timestamp: () => ({
    description: 'ISO 8601, or milliseconds since 1970 UTC',
    anyOf: [
      { type: 'string', pattern: '^\\d{4}-\\d{2}-\\d{2}([T ]\\d{2}:\\d{2}(:\\d{2}(\\.\\d+)?)?(Z|[+-]\\d{2}:?\\d{2})?)?$' },
      { type: 'number' },
    ],
  }),
  string: ({ closed = false, categories = [] }) => (closed ? { enum: [...categories] } : { type: 'string' }),
};

function whatWasSeen({ categories = [], closed = false, minimum, maximum, type }: SignatureInput): JsonSchema {
  if (!closed && categories.length > 0) return { examples: categories.slice(0, 10) };
  if (minimum === undefined || maximum === undefined) return {};
  const shown = (value: number): string => (type === 'timestamp' ? new Date(value).toISOString() : String(value));
  return { description: `seen in training: ${shown(minimum)} to ${shown(maximum)}` };
}
