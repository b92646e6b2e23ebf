import { LeatError } from '../core/errors.js';
import { bindSession } from '../core/model/bind-session.js';
import type { ModelReader } from '../core/model/model-card.js';
import { scorePart } from '../core/model/score-part.js';
import { score } from '../core/pipeline/stages/score.js';
import { openModel } from '../stores/artifacts/models.js';
import { findVersion } from '../stores/find-version.js';
import { keptTable } from '../stores/artifacts/tables.js';
import { defineActivity, type StageServices } from './define-activity.js';

/** Every part is an artifact as soon as it is scored: after a crash the stage goes on behind the last one. */
export const scoreActivity = defineActivity(score, {
  async run(
    { table, model, version },
    { registered, keep },
    { checkpoint, signal, progress, figure },
    { artifacts, metadata, graphs, createTable },
  ) {
    const { card, graph } = await chosenModel({ model, version: version?.artifact, registered }, { artifacts, metadata });
    const { signature } = card;
    const session = bindSession(await graphs.open(await graph()), signature);
    try {
      const kept = keptTable(await checkpoint.load());
      const scored = createTable(kept);
      let done = kept?.parts.length ?? 0;
      for await (const part of table.parts({ from: done })) {
        signal.throwIfCancelled();
        await scored.append(await scorePart(part, { session, signature, keep }));
        await checkpoint.save(await scored.kept());
        done++;
        progress(done / table.partCount);
      }
      figure('rows', table.rows);
      figure('rows before', kept?.parts.reduce((rows, part) => rows + part.rows, 0) ?? 0); // scored by an earlier attempt
      return { table: scored };
    } finally {
      await session.close();
    }
  },

  /** A name of the registry means another model after a promotion. */
  fingerprint: async ({ registered }, { metadata }) => (registered === undefined ? '' : (await findVersion(registered, metadata)).artifact),
});

interface ModelChoice {
  readonly model: ModelReader | undefined;
  /** Digest of the model of a registered version. */
  readonly version: string | undefined;
  readonly registered: string | undefined;
}

/** @throws LeatError `STAGE_INPUT_MISSING` unless exactly one is chosen. */
async function chosenModel(
  { model, version, registered }: ModelChoice,
  { artifacts, metadata }: Pick<StageServices, 'artifacts' | 'metadata'>,
): Promise<Pick<ModelReader, 'card' | 'graph'>> {
  const chosen = [model, version, registered].filter((each) => each !== undefined).length;
  if (chosen !== 1) {
    const received = chosen === 0 ? 'none' : String(chosen);
    throw new LeatError(
      'STAGE_INPUT_MISSING',
      `score: expected one of the inputs "model" and "version" and the parameter "registered", got ${received}`,
    );
  }
  if (model !== undefined) return model;
  return openModel(artifacts, version ?? (await findVersion(registered ?? '', metadata)).artifact);
}
