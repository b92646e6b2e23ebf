import { z } from 'zod';
import { LeatError } from '../../core/errors.js';
import { parseModelReference, type ModelReference } from '../../core/model/model-reference.js';

/** `:model` of a path: a name, `name@alias` or `name:version`. */
export const modelPath = z.strictObject({ model: z.string() });

/** `:model` and `:version` of a path of the inference protocol. */
export const modelVersionPath = z.strictObject({ model: z.string(), version: z.string().optional() });

/**
 * @throws LeatError `MODEL_REFERENCE_INVALID`, also when the path names a version and the model has an alias or version too.
 */
export function referenceOf({ model, version }: { readonly model: string; readonly version?: string | undefined }): ModelReference {
  if (version === undefined) return parseModelReference(model);
  if (!/[@:]/.test(model)) return parseModelReference(`${model}:${version}`);
  throw new LeatError('MODEL_REFERENCE_INVALID', `model: expected a bare name before /versions/${version}, got "${model}"`);
}
