import { LeatError } from '../core/errors.js';
import type { Evaluation } from '../core/model/evaluation.js';
import { CHAMPION } from '../core/model/model-reference.js';
import { decideGate, type Gate, type GateFacts } from '../core/pipeline/gate.js';
import { register } from '../core/pipeline/stages/register.js';
import { requireDigest } from '../stores/artifacts/digest.js';
import type { ModelReader } from '../core/model/model-card.js';
import { readDocument, saveDocument } from '../stores/artifacts/documents.js';
import { defineActivity, type StageServices } from './define-activity.js';

/** Asks the gate, then gives the model its version: the one that it has already, when it is registered. */
export const registerActivity = defineActivity(register, {
  async run({ model, evaluation }, { name, when, ...about }, context, { artifacts, metadata, run }) {
    if (evaluation !== undefined && evaluation.model !== model.digest) {
      throw new LeatError(
        'EVALUATION_MISMATCH',
        `register "${name}": expected an evaluation of ${model.digest}, got one of ${evaluation.model}`,
      );
    }
    const artifact = await describedModel(model, about, artifacts);
    if (when !== undefined) await passGate(when, { name, artifact, evaluation }, { artifacts, metadata });
    const { version } = await metadata.registerVersion({
      model: name,
      artifact: requireDigest(artifact),
      // Written once already as an output of its stage: content-addressed, so this only finds out its digest.
      evaluation: evaluation === undefined ? null : (await saveDocument(artifacts, 'evaluation', evaluation)).digest,
      runId: run.id,
    });
    context.figure('version', `${name}:${String(version)}`);
    return { version: { model: name, version, artifact } };
  },
});

/** @returns The digest of the model, of one with a fuller card when its author says something of it. */
async function describedModel(
  { digest, card }: ModelReader,
  { notes, licence }: { notes?: string | undefined; licence?: string | undefined },
  artifacts: StageServices['artifacts'],
): Promise<string> {
  if (notes === undefined && licence === undefined) return digest;
  const about = { notes: notes ?? null, licence: licence ?? null };
  return (await saveDocument(artifacts, 'model', { ...card, about })).digest;
}

type Registry = Pick<StageServices, 'artifacts' | 'metadata'>;

interface Contender {
  readonly name: string;
  readonly artifact: string;
  readonly evaluation: Evaluation | undefined;
}

/** @throws LeatError `GATE_REFUSED`, never retried: the same evaluation would be refused again. */
async function passGate(gate: Gate, { name, artifact, evaluation }: Contender, registry: Registry): Promise<void> {
  if (evaluation === undefined) {
    throw new LeatError(
      'STAGE_INPUT_MISSING',
      `register "${name}": the gate on "${gate.metric}" needs the input "evaluation", got nothing`,
    );
  }
  const champion = gate.gate === 'betterThanChampion' ? await championMetrics({ name, artifact }, registry) : 'none';
  if (champion === 'itself') return; // the same bytes again: a rerun has nothing to prove
  const { open, expected, received } = decideGate(gate, { metrics: evaluation.metrics, intervals: evaluation.intervals, champion });
  if (open) return;
  const details = { metric: gate.metric, expected, received };
  throw new LeatError('GATE_REFUSED', `register "${name}": expected ${expected}, got ${received}`, { details });
}

async function championMetrics(
  { name, artifact }: Pick<Contender, 'name' | 'artifact'>,
  { artifacts, metadata }: Registry,
): Promise<GateFacts['champion'] | 'itself'> {
  const champion = await metadata.versionByAlias(name, CHAMPION);
  if (champion === null) return 'none';
  if (champion.artifact === artifact) return 'itself';
  if (champion.evaluation === null) return 'unknown';
  const evaluation = (await readDocument(artifacts, champion.evaluation)) as Evaluation; // registerActivity wrote it
  return evaluation.metrics;
}
