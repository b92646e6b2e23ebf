import type { LeatClient } from '../client/connect.js';
import type { RunDetails } from '../client/runs.js';
import { isLeatError } from '../core/errors.js';
import { plannedRunSchema } from '../core/pipeline/planned-run.js';

/** A run with its stages as its plan has them; adopted stages have no times to order them by. As recorded where the plan is gone. */
export async function inPlanOrder({ run, stages }: RunDetails, client: LeatClient): Promise<RunDetails> {
  let document: unknown;
  try {
    document = await client.document(run.plan);
  } catch (error) {
    if (!isLeatError(error)) throw error;
    return { run, stages };
  }
  const places = new Map(plannedRunSchema.parse(document).plan.stages.map(({ name }, index) => [name, index]));
  const placeOf = (name: string): number => places.get(name) ?? places.size;
  return { run, stages: [...stages].sort((one, other) => placeOf(one.name) - placeOf(other.name)) };
}
