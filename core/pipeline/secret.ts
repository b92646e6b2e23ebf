import { z } from 'zod';

/** The name of a secret; its value is looked up where it is used, and goes nowhere else. */
export const secretReference = z.strictObject({
  secret: z.string().regex(/^[A-Z][A-Z0-9_]*$/, 'expected a name such as "API_TOKEN"'),
});

export const revealable = z.union([z.string(), secretReference]);

/** A text, or the name of the secret that holds it. */
export type Revealable = z.output<typeof revealable>;

/** Stands for the value of `LEAT_SECRET_<NAME>`, which never enters history, logs, artifacts or error messages. */
export function secret(name: string): { secret: string } {
  return Object.freeze(secretReference.parse({ secret: name }));
}
