import type { InputDigests } from '../core/pipeline/cache-key.js';
import type { Execution, PlannedStage } from '../core/pipeline/plan.js';
import { kindOfItem } from '../core/pipeline/kinds.js';
import { requireDigest } from '../stores/artifacts/digest.js';
import { readList } from '../stores/artifacts/lists.js';
import { openTablePart, tableParts } from '../stores/artifacts/tables.js';
import type { LoadedRun } from './planned-run.js';
import { referencesOf, type InputReferences } from './run-stage.js';
import type { StageTask } from './stage-task.js';
import type { ThreadServices } from './thread-services.js';

type MapExecution = Extract<Execution, { kind: 'map' }>;

/** One item of a mapped stage: what it has for itself, and what it shares with the others. */
export interface Item {
  /** `score/17`: an item is recorded like a stage, under its mapped stage. */
  readonly name: string;
  readonly stage: PlannedStage;
  readonly digests: InputDigests;
  readonly inputs: InputReferences;
  values?(): Promise<Readonly<Record<string, unknown>>>;
}

/** All items of a mapped stage, by their numbers. */
export interface Items {
  readonly count: number;
  item(index: number): Item;
}

export async function itemsOf({ run, task }: { run: LoadedRun; task: StageTask }, { artifacts }: ThreadServices): Promise<Items> {
  const stage = run.stage(task.name);
  const { over, parts } = mapOf(stage);
  const inputs = referencesOf(run, stage, task);
  const shared = { stage, digests: task.inputs, inputs };
  const name = (index: number): string => `${stage.name}/${String(index)}`;

  const digest = task.inputs[over];
  if (typeof digest !== 'string') {
    const values = (stage.params as Readonly<Record<string, readonly unknown[]>>)[over] ?? []; // checked where it was mapped
    const own = (index: number) => ({ ...stage, params: { ...(stage.params as object), [over]: values[index] } as PlannedStage['params'] });
    return { count: values.length, item: (index) => ({ ...shared, name: name(index), stage: own(index) }) };
  }
  if (parts) {
    const found = await tableParts(artifacts, digest);
    const item = (index: number): Item => ({
      ...shared,
      name: name(index),
      digests: { ...task.inputs, [over]: found[index]?.digest ?? '' },
      values: async () => ({ [over]: await openTablePart(artifacts, digest, index) }),
    });
    return { count: found.length, item };
  }
  const { items } = await readList(artifacts, digest);
  const made = items.filter((each) => each !== null);
  const kind = kindOfItem(kindOfList(inputs, over));
  const item = (index: number): Item => ({
    ...shared,
    name: name(index),
    digests: { ...task.inputs, [over]: made[index] ?? '' },
    inputs: { ...inputs, [over]: { kind, digest: requireDigest(made[index] ?? '') } },
  });
  return { count: made.length, item };
}

function kindOfList(inputs: InputReferences, over: string) {
  const [reference] = [inputs[over] ?? []].flat();
  if (reference === undefined) throw new Error(`invariant: "${over}" is wired`);
  return reference.kind;
}

export function mapOf({ name, execution }: PlannedStage): MapExecution {
  if (execution?.kind === 'map') return execution;
  throw new Error(`invariant: stage "${name}" is mapped`);
}
