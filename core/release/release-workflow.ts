/** One workflow for each alias: releases of the same one take turns. With the queue, since projects may share a namespace. */
export function releaseWorkflowId(taskQueue: string, { model, alias }: { readonly model: string; readonly alias: string }): string {
  return `release/${taskQueue}/${model}@${alias}`;
}

interface ReleaseOrder {
  readonly workflowId: string;
  readonly taskQueue: string;
  readonly args: [begun: { waiting: string[] }];
  readonly signal: 'release';
  readonly signalArgs: [id: string];
}

/** With Temporal's `signalWithStart`: hands a release to the workflow of its alias, which is begun when there is none. */
export function releaseOrder(
  taskQueue: string,
  { id, ...alias }: { readonly id: string; readonly model: string; readonly alias: string },
): ReleaseOrder {
  const workflowId = releaseWorkflowId(taskQueue, alias);
  return { workflowId, taskQueue, args: [{ waiting: [] }], signal: 'release', signalArgs: [id] };
}
