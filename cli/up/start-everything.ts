import type { Config } from '../../config/config.js';
import { LeatError } from '../../core/errors.js';
import type { RunningServer, ServerConfig } from '../../server/main.js';
import type { CommandContext } from '../command-context.js';
import { provideTemporal } from './provide-temporal.js';

export interface Everything {
  readonly home: string;
  readonly asksForKeys: boolean;
  readonly addresses: { readonly server: string; readonly temporal: string; readonly temporalPage: string | null };
  /** Rejects when a part fails by itself. */
  readonly ended: Promise<void>;
  /** @throws LeatError `PIPELINE_UNKNOWN` when none is declared, `PIPELINE_INVALID` when none can be read. */
  firstPipeline(): Promise<string>;
  /** In the reverse order of the start; what does not stop does not keep the others from it. */
  stop(): Promise<void>;
}

/**
 * Temporal, worker and HTTP server. The last two are in this process, and Temporal's ends with it, so
 * that nothing is left behind however this one ends. What can start side by side does.
 */
export async function startEverything(context: CommandContext, { insecure }: { insecure: boolean }): Promise<Everything> {
  const config = quieter(await context.config());
  const stops: (() => Promise<void>)[] = [];
  const stop = async (): Promise<void> => {
    for (const each of stops.reverse().splice(0)) await each().catch(() => undefined);
  };
  const started = <T extends { stop(): Promise<void> }>(part: T): T => {
    stops.push(() => part.stop());
    return part;
  };
  const temporal = provideTemporal(config, context.terminal).then(started);
  const reachedTemporal = temporal.then((provided) => provided.config.temporal);
  const server = startServer({ ...config, temporal: reachedTemporal }, insecure).then(started);
  const worker = startWorker(temporal.then((provided) => provided.config)).then(started);
  const parts = await Promise.allSettled([temporal, server, worker]);
  const failed = parts.find((part) => part.status === 'rejected');
  if (failed !== undefined) {
    await stop();
    throw failed.reason;
  }
  const [{ config: reached, page, ended }, { url, asksForKeys }, { run }] = await Promise.all([temporal, server, worker]);
  context.useConfig(reached);
  return {
    home: config.home,
    asksForKeys,
    addresses: { server: url, temporal: reached.temporal.address, temporalPage: page },
    ended: Promise.race([run(), ended]),
    firstPipeline: () => firstPipeline(reached),
    stop,
  };
}

async function startWorker(config: Promise<Config>): Promise<{ run(): Promise<void>; stop(): Promise<void> }> {
  const { createWorker } = await import('../../worker/index.js'); // loaded while Temporal starts
  return createWorker(await config);
}

async function startServer(config: Omit<Config, 'temporal'> & ServerConfig, insecure: boolean): Promise<RunningServer> {
  const [{ startServer: start }, { createLog }] = await Promise.all([import('../../server/main.js'), import('../../worker/index.js')]);
  return start(config, createLog(config.log), { insecure });
}

async function firstPipeline(config: Config): Promise<string> {
  const { listPipelines } = await import('../../worker/index.js');
  const { names, broken } = await listPipelines(config);
  const [name] = names;
  if (name !== undefined) return name;
  if (broken.length > 0) throw new LeatError('PIPELINE_INVALID', broken.join('; '));
  throw new LeatError('PIPELINE_UNKNOWN', `no pipeline is declared in ${config.pipelines.join(', ')}: write one`);
}

/** The run is shown as it goes on: what the parts would say of it is only wanted when it is looked for. */
function quieter(config: Config): Config {
  return config.log === 'info' ? { ...config, log: 'warn' } : config;
}
