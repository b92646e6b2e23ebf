import { LeatError } from '../../core/errors.js';
import type { DeploymentRecord, MetadataStore, ModelVersionRecord } from '../../stores/metadata/metadata-store.js';
import type { RouteRequest } from '../define-route.js';
import { requireMatch } from '../etag.js';

/** What the tag of a model is of. */
export interface ModelState {
  readonly name: string;
  readonly versions: readonly ModelVersionRecord[];
  readonly deployments: readonly DeploymentRecord[];
}

/** @throws LeatError `MODEL_UNKNOWN` */
export async function readModel(name: string, metadata: Pick<MetadataStore, 'versions' | 'deployments'>): Promise<ModelState> {
  const [versions, deployments] = await Promise.all([metadata.versions(name), metadata.deployments(name)]);
  if (versions.length === 0) throw new LeatError('MODEL_UNKNOWN', `no model is named "${name}"`, { details: { model: name } });
  return { name, versions, deployments };
}

/**
 * Holds a request against the model as it is.
 *
 * @returns The change of the alias that the request may follow, for the store to hold to: of two at once, only one has seen
 * what stands. Nothing when the request names no tag.
 * @throws LeatError `MODEL_UNKNOWN`, `PRECONDITION_FAILED`
 */
export async function requireModelMatch(
  { model, alias }: { model: string; alias: string },
  headers: RouteRequest<object>['headers'],
  metadata: Pick<MetadataStore, 'versions' | 'deployments'>,
): Promise<{ after?: number }> {
  if (headers['if-match'] === undefined) return {};
  const state = await readModel(model, metadata);
  requireMatch(headers, state);
  return { after: state.deployments.find((each) => each.alias === alias)?.change ?? 0 };
}
