import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);

/**
 * A Python that has a module: `LEAT_BENCH_PYTHON`, or the one on PATH.
 *
 * @returns Null when there is none; why is printed, so that a test which needs it is never skipped silently.
 */
export async function pythonWith(module: string): Promise<string | null> {
  const { LEAT_BENCH_PYTHON: program = 'python3' } = process.env;
  try {
    await run(program, ['-c', `import ${module}`], { timeout: 30_000 });
    return program;
  } catch {
    console.warn(`skipped: ${program} has no module ${module}; name a Python that has it in LEAT_BENCH_PYTHON`);
    return null;
  }
}
