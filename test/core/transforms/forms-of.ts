import { z } from 'zod';

/** The values of the option that tells the forms of a transform apart. */
export function formsOf({ def, options }: z.ZodDiscriminatedUnion): Set<unknown> {
  return new Set(options.map((form) => (form instanceof z.ZodObject ? literalOf(form, def.discriminator) : undefined)));
}

function literalOf({ shape }: z.ZodObject, key: string): unknown {
  const schema: unknown = shape[key];
  return schema instanceof z.ZodLiteral ? schema.value : undefined;
}
