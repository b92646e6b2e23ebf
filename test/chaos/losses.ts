import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { digestOf } from '../../stores/artifacts/digest.js';
import type { AttemptRecord } from '../../stores/metadata/metadata-store.js';
import { orphansOf } from './orphans.js';
import type { Place } from './place.js';

/** What must not happen, whatever is broken. */
export type LossKind = 'ended wrongly' | 'ran again' | 'corrupt' | 'left behind' | 'differs' | 'not served';

export interface Loss {
  readonly kind: LossKind;
  readonly what: string;
}

/** Digests of a run's outputs, by stage. */
export type StageDigests = Readonly<Record<string, string>>;

const PATIENCE_MS = 30_000;
/** An HTTP server that is killed twice in a row takes half a minute to start on a machine that has much else to do. */
const SERVED_MS = 90_000;

export async function digestsOf({ metadata }: Place, runId: string): Promise<StageDigests> {
  const stages = await metadata.stages(runId);
  return Object.fromEntries(stages.map(({ name, state, outputs }) => [name, `${state} ${JSON.stringify(outputs)}`]));
}

/** Of a run that has ended: against an undisturbed one, and for itself. */
export async function lossesOfRun(place: Place, runId: string, undisturbed: StageDigests): Promise<Loss[]> {
  const { metadata } = place;
  const digests = await digestsOf(place, runId);
  const names = [...new Set([...Object.keys(undisturbed), ...Object.keys(digests)])];
  const differing = names.filter((name) => digests[name] !== undisturbed[name]);
  const repeated: string[] = [];
  for (const name of names) if (ranAgain(await metadata.attempts(runId, name))) repeated.push(name);
  const isServed = await becomesTrue(async () => {
    const response = await fetch(`${place.url}/api/v1/runs/${runId}`);
    return ((await response.json()) as { run?: { state?: string }; state?: string }).state === 'completed';
  }, SERVED_MS);
  return [
    ...differing.map((name): Loss => ({
      kind: 'differs',
      what: `${name}: ${digests[name] ?? 'nothing'}, not ${undisturbed[name] ?? 'nothing'}`,
    })),
    ...repeated.map((name): Loss => ({ kind: 'ran again', what: `run ${runId}: ${name}` })),
    ...(isServed ? [] : [{ kind: 'not served' as const, what: runId }]),
  ];
}

/** An attempt began after another had been recorded as completed. */
function ranAgain(attempts: readonly AttemptRecord[]): boolean {
  const completed = attempts.filter(({ endedAt, error }) => endedAt !== null && error === null).map(({ endedAt }) => Number(endedAt));
  return attempts.some(({ startedAt }) => startedAt.getTime() > Math.min(...completed));
}

/** In the whole place, when nothing runs. */
export async function lossesOfPlace({ id, folder, disk, artifacts }: Place): Promise<Loss[]> {
  const losses: Loss[] = [];
  for await (const digest of artifacts.list()) {
    const isWhole = await artifacts.get(digest).then(
      (content) => digestOf(content) === digest,
      () => false,
    );
    if (!isWhole) losses.push({ kind: 'corrupt', what: digest });
  }
  const left = (): string[] => [
    ...['temporary', 'swept', 'corrupt'].flatMap((name) => filesIn(join(disk.path, name))),
    ...filesIn(join(folder, 'tmp')),
    ...orphansOf(id),
  ];
  // An attempt that lost its connection may go on for a while beside the next one.
  await becomesTrue(() => Promise.resolve(left().length === 0));
  losses.push(...left().map((what): Loss => ({ kind: 'left behind', what })));
  return losses;
}

/** So that the next round has to write everything anew; what the HTTP server serves stays. */
export async function clearArtifacts({ artifacts, metadata, disk, folder }: Place): Promise<void> {
  const served = new Set((await metadata.versions('penguins')).map(({ artifact }) => artifact));
  const { leadsTo } = await import('../../stores/artifacts/leads-to.js');
  for (const model of [...served]) for (const digest of (await leadsTo(artifacts, model)).bytes) served.add(digest);
  for await (const digest of artifacts.list()) if (!served.has(digest)) await artifacts.delete(digest);
  for (const path of [join(disk.path, 'corrupt'), join(folder, 'tmp')])
    for (const name of filesIn(path)) rmSync(join(path, name), { recursive: true });
}

function filesIn(path: string): string[] {
  try {
    return readdirSync(path);
  } catch {
    return [];
  }
}

async function becomesTrue(look: () => Promise<boolean>, patienceMs = PATIENCE_MS): Promise<boolean> {
  for (const deadline = Date.now() + patienceMs; Date.now() < deadline;) {
    if (await look().catch(() => false)) return true;
    await sleep(100);
  }
  return false;
}
