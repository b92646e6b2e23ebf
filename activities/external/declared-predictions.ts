import { z } from 'zod';
import { LeatError } from '../../core/errors.js';
import { parityTolerances, requireParity } from '../../core/model/parity.js';
import { bindSession } from '../../core/model/bind-session.js';
import { feedsOf } from '../../core/model/feeds.js';
import { readPredictions } from '../../core/model/predictions.js';
import type { TargetSignature } from '../../core/model/signature.js';
import type { GraphRunner } from '../../core/onnx/graph-runner.js';
import type { TableReader } from '../../core/table/table-reader.js';

/** Training rows on which a model has to answer. */
const TRIED_ROWS = 1000;

const form = z.union([z.array(z.number()).min(1), z.array(z.array(z.number()).min(2)).min(1)]);

interface Tried {
  readonly graph: Uint8Array;
  readonly signature: TargetSignature;
  readonly train: TableReader;
  /** Content of predictions.json. */
  readonly declared: unknown;
}

/**
 * Runs the model on the first training rows, where it must give finite numbers, and compares them with what the
 * program said that its own model gives for them.
 *
 * @returns For the card: on how many rows they agree, and the largest difference.
 * @throws LeatError `PARITY_EXCEEDED`, `EXTERNAL_PREDICTIONS_INVALID`, or what the graph refuses.
 */
export async function checkPredictions(
  { graph, signature, train, declared }: Tried,
  graphs: GraphRunner,
): Promise<Record<string, number | string>> {
  const given = await firstPredictions({ graph, signature, train }, graphs);
  if (declared !== undefined) return compare(given, { declared, signature });
  return { triedRows: given.length / widthOf(signature), parity: 'not declared' };
}

/** @returns Row-major: probabilities [rows, classes], or values [rows, 1]. */
async function firstPredictions({ graph, signature, train }: Omit<Tried, 'declared'>, graphs: GraphRunner): Promise<number[]> {
  const session = bindSession(await graphs.open(graph), signature);
  try {
    const given: number[] = [];
    let left = TRIED_ROWS;
    for await (const part of train.parts({ columns: signature.inputs.map(({ name }) => name) })) {
      const predictions = readPredictions(await session.run(feedsOf(signature, part.slice(0, left))), signature);
      given.push(...(predictions.task === 'regression' ? predictions.values : predictions.probabilities));
      left -= predictions.rows;
      if (left === 0) break;
    }
    return given;
  } finally {
    await session.close();
  }
}

function widthOf({ classes }: TargetSignature): number {
  return classes?.length ?? 1;
}

function compare(
  given: readonly number[],
  { declared, signature }: { declared: unknown; signature: TargetSignature },
): Record<string, number | string> {
  const width = widthOf(signature);
  const { data } = form.safeParse(declared);
  const values = data?.flat() ?? [];
  const fits =
    values.length > 0 && values.length <= given.length && data?.every((row) => (Array.isArray(row) ? row.length : 1) === width) === true;
  if (!fits) {
    const expected = signature.task === 'regression' ? 'a list of numbers' : `a list of lists of ${String(width)} probabilities`;
    throw new LeatError(
      'EXTERNAL_PREDICTIONS_INVALID',
      `predictions.json: expected ${expected} for the first of ${String(given.length / width)} training rows, got ${JSON.stringify(declared).slice(0, 100)}`,
    );
  }
  const { tolerance, relative } = parityTolerances[signature.task];
  const difference = values.reduce((largest, value, index) => {
    const own = given[index] ?? NaN;
    return Math.max(largest, Math.abs(value - own) / (relative ? Math.max(1, Math.abs(value), Math.abs(own)) : 1));
  }, 0);
  const rows = values.length / width;
  requireParity({ rows, difference, tolerance });
  return { parityRows: rows, parity: difference };
}
