import { LeatError } from '../../core/errors.js';

/** For a model that nothing is kept of to explain it with. */
export function cannotExplain(name: string, trainer: string | undefined): LeatError {
  const why =
    trainer === undefined
      ? 'it was trained elsewhere, and an ONNX file does not tell how many rows of the training went which way'
      : `trainer "${trainer}" gives no explanations, or an earlier version of Leat trained it`;
  const message = `model "${name}": expected one of trees or a linear one that was trained here to explain, but ${why}`;
  return new LeatError('EXPLANATION_UNAVAILABLE', message, { details: { model: name } });
}
