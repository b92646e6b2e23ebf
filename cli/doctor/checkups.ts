import { mkdir, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { LeatError } from '../../core/errors.js';
import type { CommandContext } from '../command-context.js';
import { describeError } from '../describe-error.js';

export interface Finding {
  readonly name: string;
  readonly ok: boolean;
  /** What was found, or what went wrong. */
  readonly found: string;
  readonly mend: string | null;
}

type Checkup = (context: CommandContext) => Promise<Finding>;

const LEAST_NODE = [20, 19] as const;
/** A file's time further from this process's clock is another machine's. */
const CLOCK_SECONDS = 5;

/** In the order in which they are told; each looks at one thing, and none keeps another from looking. */
export const checkups: readonly Checkup[] = [
  checkup('Node', () => {
    const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
    if (major < LEAST_NODE[0] || (major === LEAST_NODE[0] && minor < LEAST_NODE[1])) {
      throw new Error(`${process.version}; install Node ${LEAST_NODE.join('.')} or newer`);
    }
    return Promise.resolve(process.version);
  }),
  checkup('configuration', async (context) => {
    const { root, pipelines } = await context.config();
    return `${root}, pipelines in ${pipelines.join(', ')}`;
  }),
  checkup('pipelines', async (context) => {
    const [config, { listPipelines }] = await Promise.all([context.config(), import('../../worker/index.js')]);
    const { names, broken } = await listPipelines(config);
    if (broken.length > 0) throw new LeatError('PIPELINE_INVALID', broken.join('; '));
    return names.length === 0 ? `none in ${config.pipelines.join(', ')}` : names.join(', ');
  }),
  checkup('Temporal', async (context) => {
    const { temporal } = await context.config();
    return `server ${await (await context.client()).temporalVersion()} at ${temporal.address}`;
  }),
  checkup('metadata store', async (context) => {
    await (await context.client()).runs.list({ limit: 1 });
    return withoutPassword((await context.config()).stores.metadata);
  }),
  checkup('artifact store', async (context) => {
    await (await context.client()).checkArtifacts();
    return (await context.config()).stores.artifacts;
  }),
  checkup('ONNX Runtime', async () => {
    process.env['ORT_DISABLE_TELEMETRY'] ??= '1'; // as inference/no-telemetry.ts
    const { env } = await import('onnxruntime-node');
    return env.versions.common;
  }),
  checkup('write access and clock', async (context) => {
    const { home } = await context.config();
    const file = join(home, `doctor-${String(process.pid)}`);
    await mkdir(home, { recursive: true });
    await writeFile(file, '');
    const seconds = Math.abs((await stat(file)).mtimeMs - Date.now()) / 1_000;
    await rm(file);
    if (seconds > CLOCK_SECONDS) throw new Error(`${home}: its clock is ${seconds.toFixed(0)} s off; set both by a time server`);
    return home;
  }),
];

function checkup(name: string, look: (context: CommandContext) => Promise<string>): Checkup {
  return async (context) => {
    try {
      return { name, ok: true, found: await look(context), mend: null };
    } catch (error) {
      const { message, mend } = describeError(error);
      return { name, ok: false, found: message, mend };
    }
  };
}

function withoutPassword(address: string): string {
  return address.replace(/\/\/([^:@/]*):[^@]*@/, '//$1:…@');
}
