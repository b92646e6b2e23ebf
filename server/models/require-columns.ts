import { LeatError } from '../../core/errors.js';
import type { LoadedModel } from './served-model.js';

/** A foreign graph may take any tensors; rows of columns can only feed one that takes a column an input. */
export function requireColumns({ name, session, card }: LoadedModel): void {
  if (card.signature.tensors !== undefined) return;
  const columns = new Set(card.signature.inputs.map((input) => input.name));
  const other = session.inputs.find((input) => !columns.has(input.name) || !['float64', 'string'].includes(input.type));
  if (other === undefined) return;
  throw new LeatError(
    'MODEL_WITHOUT_COLUMNS',
    `model "${name}": its graph takes tensor "${other.name}" (${other.type} [${other.shape.join(', ')}]), which no column stands for; use /v2/models/${name}/infer`,
  );
}
