import type { DescribedVersion } from '../../client/models.js';
import type { ModelCard } from '../../core/model/model-card.js';

export interface ExportedModel {
  readonly version: Pick<DescribedVersion['version'], 'model' | 'version' | 'createdAt'>;
  readonly card: ModelCard;
  /** The ONNX file. */
  readonly graph: Uint8Array;
}

/** Files of a folder by their paths in it. */
export type Folder = Readonly<Record<string, string | Uint8Array>>;
