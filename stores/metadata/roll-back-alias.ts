import { LeatError } from '../../core/errors.js';
import type { DeploymentRecord, MetadataStore } from './metadata-store.js';

export interface RollBack {
  readonly model: string;
  readonly alias: string;
  readonly runId: string | null;
  readonly reason: string;
  /** Who asks for it, where that is known. */
  readonly by?: string | null;
  /** As Deployment has it. */
  readonly after?: number;
}

/**
 * Points an alias to the version that it had before its present one; again, to the one before that. Asked twice by one
 * run, it goes back once.
 *
 * @throws LeatError `MODEL_VERSION_UNKNOWN` when the alias never pointed to another version that is still there, `PRECONDITION_FAILED`
 */
export async function rollBackAlias(
  { model, alias, runId, reason, by = null, ...expected }: RollBack,
  metadata: Pick<MetadataStore, 'deploy' | 'deployments' | 'versions'>,
): Promise<{ version: number }> {
  const history = (await metadata.deployments(model)).filter((deployment) => deployment.alias === alias);
  const why = `rolled back: ${reason}`;
  const [present] = history;
  if (runId !== null && present?.runId === runId && present.reason === why) return { version: present.version };
  const there = new Set((await metadata.versions(model)).map(({ version }) => version));
  const before =
    present && history.find((each) => each.change < placeOf(present) && each.version !== present.version && there.has(each.version));
  if (before === undefined) {
    const received = present === undefined ? 'none' : `only version ${String(present.version)}`;
    throw new LeatError('MODEL_VERSION_UNKNOWN', `roll back ${model}@${alias}: expected an earlier version, got ${received}`, {
      details: { model, alias },
    });
  }
  const { version } = await metadata.deploy({
    model,
    alias,
    version: before.version,
    runId,
    reason: why,
    by,
    restores: placeOf(before),
    ...expected,
  });
  return { version };
}

/** Where in the history an alias is: a rollback puts it where it was. */
function placeOf({ change, restores }: DeploymentRecord): number {
  return restores ?? change;
}
