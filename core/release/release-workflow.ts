/** One workflow for each alias: releases of the same one take turns. With the queue, since projects may share a namespace. */
export function releaseWorkflowId(taskQueue: string, { model, alias }: { readonly model: string; readonly alias: string }): string {
  return `release/${taskQueue}/${model}@${alias}`;
}
