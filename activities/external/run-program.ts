import { createInterface } from 'node:readline';
import type { ChildProcess } from 'node:child_process';
import { LeatError } from '../../core/errors.js';
import type { StageContext } from '../../core/pipeline/stage-context.js';
import { groupMemory } from './group-memory.js';
import { endGroup, spawnGroup, type SpawnOptions } from './spawn-group.js';

/** How often limits and the wish to cancel are looked at. */
const LOOK_EVERY_MS = 100;

/** Lines that an error quotes. */
const QUOTED_LINES = 20;

const PROGRESS = /^leat:progress (0?\.\d+|[01](?:\.0*)?)$/;

interface ProgramLimits extends SpawnOptions {
  readonly timeLimitMs: number;
  readonly memoryLimitBytes: number | undefined;
}

/**
 * Runs a program to its end. What it prints becomes the log of the stage, but for lines such as
 * `leat:progress 0.4`, which become its progress.
 *
 * @throws LeatError `EXTERNAL_COMMAND_MISSING`, `EXTERNAL_FAILED`, `EXTERNAL_TIMED_OUT`, `EXTERNAL_MEMORY_EXCEEDED` or `CANCELLED`;
 * none of its processes is left then.
 */
export async function runProgram(
  command: readonly string[],
  limits: ProgramLimits,
  context: Pick<StageContext, 'log' | 'progress' | 'signal'>,
): Promise<void> {
  const child = spawnGroup(command, limits);
  const lastLines = followOutput(child, context);
  const watch = new ProgramWatch(child, limits, context.signal);
  try {
    const { code, signal } = await new Promise<{ code: number | null; signal: NodeJS.Signals | null }>((resolve, reject) => {
      child.once('error', reject);
      child.once('close', (exit, by) => {
        resolve({ code: exit, signal: by });
      });
    });
    if (watch.reason !== undefined) throw watch.reason;
    if (code !== 0) throw failure(command, code === null ? `signal ${String(signal)}` : `exit code ${String(code)}`, lastLines);
  } finally {
    watch.stop();
    endGroup(child); // what the program started and left behind
  }
}

/** @returns The last lines of both streams, kept up to date. */
function followOutput(child: ChildProcess, { log, progress }: Pick<StageContext, 'log' | 'progress'>): readonly string[] {
  const last: string[] = [];
  for (const stream of [child.stdout, child.stderr]) {
    if (stream === null) continue;
    createInterface({ input: stream }).on('line', (line) => {
      const [, fraction] = PROGRESS.exec(line) ?? [];
      if (fraction !== undefined) {
        progress(Number(fraction));
        return;
      }
      log.info(line);
      last.push(line);
      if (last.length > QUOTED_LINES) last.shift();
    });
  }
  return last;
}

/** Ends the program when it is over a limit, or not wanted any more. */
class ProgramWatch {
  /** Why it was ended. */
  reason: Error | undefined;
  readonly #timer: NodeJS.Timeout;
  readonly #deadline: number;

  constructor(child: ChildProcess, limits: ProgramLimits, signal: StageContext['signal']) {
    this.#deadline = performance.now() + limits.timeLimitMs;
    this.#timer = setInterval(() => {
      this.#look(child, limits, signal).catch((reason: unknown) => {
        this.reason ??= reason instanceof Error ? reason : new Error(String(reason));
        this.stop();
        endGroup(child);
      });
    }, LOOK_EVERY_MS);
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  async #look({ pid }: ChildProcess, { timeLimitMs, memoryLimitBytes }: ProgramLimits, signal: StageContext['signal']): Promise<void> {
    signal.throwIfCancelled();
    if (performance.now() > this.#deadline) {
      throw new LeatError('EXTERNAL_TIMED_OUT', `expected the program to end within ${String(timeLimitMs)} ms, it was still running`, {
        details: { timeLimitMs },
      });
    }
    if (memoryLimitBytes === undefined || pid === undefined) return;
    const bytes = await groupMemory(pid);
    if (bytes <= memoryLimitBytes) return;
    const [limitMb, receivedMb] = [memoryLimitBytes, bytes].map((size) => Math.round(size / 2 ** 20));
    throw new LeatError(
      'EXTERNAL_MEMORY_EXCEEDED',
      `expected the program to take at most ${String(limitMb)} MB, it took ${String(receivedMb)} MB`,
      {
        details: { limitMb: limitMb ?? 0, receivedMb: receivedMb ?? 0 },
      },
    );
  }
}

/** What a shell answers with when it cannot find or start a program. */
const NOT_STARTED = ['exit code 126', 'exit code 127'];

function failure([program = '']: readonly string[], ended: string, lines: readonly string[]): LeatError {
  const said = lines.length === 0 ? 'it printed nothing' : `its last lines:\n${lines.join('\n')}`;
  if (NOT_STARTED.includes(ended) && lines.at(-1)?.startsWith('sh: ') === true) {
    return new LeatError('EXTERNAL_COMMAND_MISSING', `expected a program "${program}" that can be started, ${said}`, {
      details: { program },
    });
  }
  return new LeatError('EXTERNAL_FAILED', `expected "${program}" to end with exit code 0, it ended with ${ended}; ${said}`, {
    details: { program, ended },
  });
}
