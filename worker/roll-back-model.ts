import { LeatError } from '../core/errors.js';
import type { RollBackRequest } from './engine-activities.js';
import type { ThreadServices } from './thread-services.js';

/**
 * Points an alias to the version that it had before its present one. Asked twice by one run, it goes back once.
 *
 * @throws LeatError `MODEL_VERSION_UNKNOWN` when the alias never pointed to another version.
 */
export async function rollBackModel(
  { model, alias, runId, reason }: RollBackRequest,
  { metadata }: Pick<ThreadServices, 'metadata'>,
): Promise<{ version: number }> {
  const history = (await metadata.deployments(model)).filter((deployment) => deployment.alias === alias);
  const why = `rolled back: ${reason}`;
  const [present] = history;
  if (present?.runId === runId && present.reason === why) return { version: present.version };
  const before = history.find(({ version }) => version !== present?.version);
  if (before === undefined) {
    const received = present === undefined ? 'none' : `only version ${String(present.version)}`;
    throw new LeatError('MODEL_VERSION_UNKNOWN', `roll back ${model}@${alias}: expected an earlier version, got ${received}`, {
      details: { model, alias },
    });
  }
  const { version } = await metadata.deploy({ model, alias, version: before.version, runId, reason: why });
  return { version };
}
