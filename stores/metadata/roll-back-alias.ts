import { LeatError } from '../../core/errors.js';
import type { MetadataStore } from './metadata-store.js';

export interface RollBack {
  readonly model: string;
  readonly alias: string;
  readonly runId: string | null;
  readonly reason: string;
}

/**
 * Points an alias to the version that it had before its present one. Asked twice by one run, it goes back once.
 *
 * @throws LeatError `MODEL_VERSION_UNKNOWN` when the alias never pointed to another version that is still there.
 */
export async function rollBackAlias(
  { model, alias, runId, reason }: RollBack,
  metadata: Pick<MetadataStore, 'deploy' | 'deployments' | 'versions'>,
): Promise<{ version: number }> {
  const history = (await metadata.deployments(model)).filter((deployment) => deployment.alias === alias);
  const why = `rolled back: ${reason}`;
  const [present] = history;
  if (runId !== null && present?.runId === runId && present.reason === why) return { version: present.version };
  const there = new Set((await metadata.versions(model)).map(({ version }) => version));
  const before = history.find(({ version }) => version !== present?.version && there.has(version));
  if (before === undefined) {
    const received = present === undefined ? 'none' : `only version ${String(present.version)}`;
    throw new LeatError('MODEL_VERSION_UNKNOWN', `roll back ${model}@${alias}: expected an earlier version, got ${received}`, {
      details: { model, alias },
    });
  }
  const { version } = await metadata.deploy({ model, alias, version: before.version, runId, reason: why });
  return { version };
}
