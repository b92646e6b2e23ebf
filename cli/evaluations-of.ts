import type { LeatClient } from '../client/connect.js';
import type { RunDetails } from '../client/runs.js';
import type { Evaluation } from '../core/model/evaluation.js';

export interface StageEvaluation {
  readonly stage: string;
  readonly evaluation: Evaluation;
}

/** The evaluations that a run's stages made, in the order of the stages. */
export async function evaluationsOf({ stages }: RunDetails, client: LeatClient): Promise<readonly StageEvaluation[]> {
  const references = stages.flatMap(({ name, outputs }) =>
    Object.values(outputs)
      .filter(({ kind }) => kind === 'evaluation')
      .map(({ digest }) => ({ stage: name, digest })),
  );
  return Promise.all(
    references.map(async ({ stage, digest }) => {
      const evaluation = (await client.document(digest)) as Evaluation; // the reference's kind says so
      return { stage, evaluation };
    }),
  );
}
