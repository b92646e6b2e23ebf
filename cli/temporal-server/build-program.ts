import { join } from 'node:path';
import { TEMPORAL_VERSION } from './cached-program.js';
import { findOnPath } from './find-on-path.js';
import { runProgram } from './run-program.js';

/** 3.5 minutes on two cores, and whatever the downloads take. */
const DEADLINE_MS = 30 * 60_000;
const REPORT_EVERY_MS = 10_000;

const SOURCE = `github.com/temporalio/cli/cmd/temporal@v${TEMPORAL_VERSION}`;

export interface BuildSurroundings {
  readonly environment: NodeJS.ProcessEnv;
  readonly report: (message: string) => void;
}

/** Builds the program from source by Go, saying every few seconds how far it is. */
export async function buildProgram(
  folder: string,
  { environment, report }: BuildSurroundings,
): Promise<{ made: string } | { missing: string }> {
  const go = findOnPath('go', environment);
  if (go === null) return { missing: 'no `go` program on PATH' };
  report(`building the Temporal server with \`go install ${SOURCE}\`: once, some minutes`);

  const started = Date.now();
  let packages = 0;
  const onLine = (line: string): void => {
    if (!line.startsWith('go: ')) packages++; // -v prints the name of each package as it is compiled
  };
  // By the clock: linking, the last step, prints nothing.
  const reporting = setInterval(() => {
    const seconds = String(Math.round((Date.now() - started) / 1000));
    report(packages === 0 ? `downloading the sources, ${seconds} s` : `${String(packages)} packages compiled, ${seconds} s`);
  }, REPORT_EVERY_MS);
  // Without cgo a C compiler is not needed; without symbols the file is a third smaller.
  const parameters = ['install', '-v', '-ldflags=-s -w', SOURCE];
  const env = { ...environment, GOBIN: folder, CGO_ENABLED: '0' };
  const failure = await runProgram(go, parameters, { env, deadlineMs: DEADLINE_MS, onLine }).finally(() => clearInterval(reporting));
  return failure === null ? { made: join(folder, 'temporal') } : { missing: failure };
}
