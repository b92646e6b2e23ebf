import { readdir } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { TEMPORAL_VERSION } from './cached-program.js';
import { runProgram } from './run-program.js';

const DEADLINE_MS = 120_000;

/** The SDK downloads only on the way to starting a server, so one is started and stopped. */
const DOWNLOAD = `
const [module, version, downloadDir] = process.argv.slice(1);
const { default: { TestWorkflowEnvironment } } = await import(module);
try {
  const server = { executable: { type: 'cached-download', version, downloadDir } };
  const environment = await TestWorkflowEnvironment.createLocal({ server });
  await environment.teardown();
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
}`;

/**
 * Downloads the program by Temporal's SDK, in a process of its own: the SDK's native runtime can be set
 * up once a process, and the worker wants to set it up itself.
 */
export async function downloadProgram(folder: string, environment: NodeJS.ProcessEnv): Promise<{ made: string } | { missing: string }> {
  const module = pathToFileURL(createRequire(import.meta.url).resolve('@temporalio/testing')).href;
  const parameters = ['--input-type=module', '--eval', DOWNLOAD, module, `v${TEMPORAL_VERSION}`, folder];
  const failure = await runProgram(process.execPath, parameters, { env: environment, deadlineMs: DEADLINE_MS });
  if (failure !== null) return { missing: failure };
  const [file] = await readdir(folder); // the SDK chooses the name
  return file === undefined ? { missing: 'the download left no file' } : { made: join(folder, file) };
}
