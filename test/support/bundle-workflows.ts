import { resolve } from 'node:path';
import { bundleWorkflowCode, DefaultLogger, type WorkflowBundleWithSourceMap } from '@temporalio/worker';

/** Workflows of another version: a file of test/fixtures/workflows, by its name. */
export function bundleWorkflows(name: string): Promise<WorkflowBundleWithSourceMap> {
  return bundleWorkflowCode({ workflowsPath: resolve(`test/fixtures/workflows/${name}.js`), logger: new DefaultLogger('ERROR') });
}
