import { z } from 'zod';
import { LeatError } from '../errors.js';

/** The alias that a bare model name stands for. */
export const CHAMPION = 'champion';

export const modelName = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9._-]*$/, 'expected letters, digits, ".", "_" and "-", beginning with a letter or digit');

export const aliasName = z
  .string()
  .regex(/^[A-Za-z][A-Za-z0-9._-]*$/, 'expected letters, digits, ".", "_" and "-", beginning with a letter');

/** Which version of a model is meant: the one an alias points to, or a fixed one. */
export type ModelReference = { readonly name: string; readonly alias: string } | { readonly name: string; readonly version: number };

/**
 * Reads `name` (its champion), `name@alias` or `name:version`.
 *
 * @throws LeatError `MODEL_REFERENCE_INVALID`
 */
export function parseModelReference(text: string): ModelReference {
  const [, name = '', mark, rest = ''] = /^([^@:]*)(?:([@:])(.*))?$/.exec(text) ?? [];
  if (modelName.safeParse(name).success) {
    if (mark === undefined) return { name, alias: CHAMPION };
    if (mark === '@' && aliasName.safeParse(rest).success) return { name, alias: rest };
    if (mark === ':' && /^[1-9]\d{0,8}$/.test(rest)) return { name, version: Number(rest) };
  }
  throw new LeatError('MODEL_REFERENCE_INVALID', `model: expected "name", "name@alias" or "name:version", got ${JSON.stringify(text)}`, {
    details: { received: text },
  });
}

/** The text of a reference; always with its mark, so that equal references give equal texts. */
export function formatModelReference(reference: ModelReference): string {
  return 'alias' in reference ? `${reference.name}@${reference.alias}` : `${reference.name}:${String(reference.version)}`;
}
