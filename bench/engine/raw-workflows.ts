import { proxyActivities } from '@temporalio/workflow';

const { pass } = proxyActivities<{ pass(inputs: readonly string[]): Promise<string> }>({
  startToCloseTimeout: '1m',
  heartbeatTimeout: '4s',
});

/** Plain Temporal code that schedules what the pipeline `chain` does. */
export async function rawChain({ stages }: { stages: number }): Promise<string> {
  let last = await pass([]);
  for (let index = 1; index < stages; index++) last = await pass([last]);
  return last;
}

/** Plain Temporal code that schedules what the pipeline `fan` does, with the same limit of 100 in flight. */
export async function rawFan({ width }: { width: number }): Promise<string> {
  const first = await pass([]);
  const results: string[] = [];
  let next = 0;
  const lane = async (): Promise<void> => {
    for (let index = next++; index < width; index = next++) results[index] = await pass([first]);
  };
  await Promise.all(Array.from({ length: Math.min(100, width) }, lane));
  return pass(results);
}
