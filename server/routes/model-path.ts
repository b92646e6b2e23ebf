import { z } from 'zod';
import { LeatError } from '../../core/errors.js';
import { parseModelReference, type ModelReference } from '../../core/model/model-reference.js';
import type { Route } from '../define-route.js';

/** Parameters of a path of the inference protocol; the model is a name, `name@alias` or `name:version`. */
export const modelVersionPath = z.strictObject({ model: z.string(), version: z.string().optional() });

/** The protocol has every route about a model twice: with and without a version in its path. */
export function onModelPaths(end: string, declare: (path: string) => Route): readonly Route[] {
  return ['/v2/models/:model', '/v2/models/:model/versions/:version'].map((path) => declare(`${path}${end}`));
}

/** @throws LeatError `MODEL_REFERENCE_INVALID`, also when both the model and the path say which version. */
export function referenceOf({ model, version }: z.output<typeof modelVersionPath>): ModelReference {
  if (version === undefined) return parseModelReference(model);
  if (!/[@:]/.test(model)) return parseModelReference(`${model}:${version}`);
  throw new LeatError('MODEL_REFERENCE_INVALID', `model: expected a bare name before /versions/${version}, got "${model}"`);
}
