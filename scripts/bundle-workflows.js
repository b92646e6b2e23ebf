// Writes dist/workflow-bundle.cjs: a worker that had to bundle the workflows would start 1 to 2 seconds later.
import { existsSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

const entry = resolve('dist/workflows/index.js');
const interceptors = resolve('dist/workflows/take-over-trace.js');
const preloaded = resolve('dist/workflows/preloaded.js');
const bundle = resolve('dist/workflow-bundle.cjs');
/** What workflows may import (.dependency-cruiser.cjs); its other dependencies change with the lock file. */
const parts = ['dist/workflows', 'dist/core', 'package-lock.json'];

if (!existsSync(bundle) || statSync(bundle).mtimeMs < Math.max(...parts.map(newestChange))) {
  const { bundleWorkflowCode } = await import('@temporalio/worker');
  const { code } = await bundleWorkflowCode({
    workflowsPath: entry,
    workflowInterceptorModules: [interceptors],
    preloadModules: [preloaded],
    logger: quietLogger(),
  });
  writeFileSync(bundle, code);
}

/** @param {string} path */
function newestChange(path) {
  if (!existsSync(path)) return 0;
  const files = statSync(path).isDirectory()
    ? readdirSync(path, { recursive: true, encoding: 'utf8' }).map((name) => join(path, name))
    : [path];
  return Math.max(...files.filter((file) => !file.endsWith('.map')).map((file) => statSync(file).mtimeMs));
}

function quietLogger() {
  const quiet = () => undefined;
  /** @param {string} message */
  const loud = (message) => {
    console.error(message);
  };
  return { log: quiet, trace: quiet, debug: quiet, info: quiet, warn: loud, error: loud };
}
