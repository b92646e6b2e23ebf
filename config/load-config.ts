import { existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { dirname, isAbsolute, resolve } from 'node:path';
import type { z } from 'zod';
import { LeatError } from '../core/errors.js';
import { alertSettings } from '../core/pipeline/alert-settings.js';
import { isLoopback } from '../core/access/is-loopback.js';
import { milliseconds } from '../core/pipeline/duration.js';
import { configFile } from './config-file.js';
import type { Config, InferenceSettings } from './config.js';
import { sealingKeyFrom, settingsFrom, variableAt, type Environment } from './environment.js';
import { explainIssue } from './explain-issue.js';
import { CONFIG_FILES, readConfigFile } from './read-config-file.js';
import { readTemporal } from './read-temporal.js';

const LOOPBACK = '127.0.0.1';

/** A server that only its own machine reaches gives nobody else a way to it: there, what is on it may be asked. */
const THIS_MACHINE = ['127.0.0.0/8', '::1'];

/**
 * Reads `leat.config.ts` and the environment, once: what comes back is complete, absolute and frozen.
 *
 * @param cwd - A folder in the project; the nearest folder above that has a config file is its root.
 * @throws LeatError `CONFIG_INVALID` for an unknown key or variable, or a wrong value.
 */
export async function loadConfig({ cwd, env }: { cwd: string; env: Environment }): Promise<Config> {
  const root = projectRoot(cwd);
  const settings = settingsFrom(env);
  const file = await readConfigFile(root);
  const written =
    file === undefined ? {} : check(file.content ?? {}, (path) => `${file.name}${path.length > 0 ? `, ${path.join('.')}` : ''}`);
  const given = check(merge(written, settings), (path) => variableAt(path) ?? path.join('.'));
  return freeze(complete(given, root, env));
}

function predictionLogOf({
  keep,
  every,
  ...rest
}: NonNullable<NonNullable<z.output<typeof configFile>['server']>['predictionLog']>): Config['server']['predictionLog'] {
  return {
    ...rest,
    ...(keep === undefined ? {} : { keepMs: milliseconds(keep) }),
    ...(every === undefined ? {} : { everyMs: milliseconds(every) }),
  };
}

function complete(given: z.output<typeof configFile>, root: string, env: Environment): Config {
  const home = resolve(root, given.home ?? '.leat');
  return {
    root,
    home,
    pipelines: given.pipelines ?? ['pipelines/**/*.ts', 'pipelines/**/*.pipeline.json'],
    stores: {
      artifacts: absoluteAddress(given.stores?.artifacts ?? `file:${home}/artifacts`, root),
      metadata: absoluteAddress(given.stores?.metadata ?? `sqlite:${home}/leat.db`, root),
    },
    sealing: { key: sealingKeyFrom(env), file: resolve(home, 'sealing.key') },
    temporal: readTemporal(given.temporal ?? {}, { home, env }),
    taskQueue: given.temporal?.taskQueue ?? 'leat',
    server: {
      ...given.server,
      host: given.server?.host ?? LOOPBACK,
      port: given.server?.port ?? 7070,
      requireKeys: given.server?.requireKeys ?? false,
      predictionLog: predictionLogOf(given.server?.predictionLog ?? {}),
      limits: given.server?.limits ?? {},
      inference: inferenceOf(given.server?.inference ?? {}),
    },
    alerts: given.alerts ?? alertSettings.parse({}),
    network: { allow: given.network?.allow ?? (isLoopback(given.server?.host ?? LOOPBACK) ? THIS_MACHINE : []) },
    data: { roots: (given.data?.roots ?? ['.']).map((folder) => resolve(root, folder)) },
    // The main thread only waits, so every core may compute.
    compute: {
      threads: given.compute?.threads ?? availableParallelism(),
      shutdownGraceMs: milliseconds(given.compute?.shutdownGrace ?? '10s'),
    },
    metrics: given.metrics === undefined ? null : listenAt(given.metrics),
    log: given.log ?? 'info',
  };
}

type GivenInference = NonNullable<NonNullable<z.output<typeof configFile>['server']>['inference']>;

function inferenceOf({ timeout, batchWait, memory, ...rest }: GivenInference): InferenceSettings {
  return {
    ...rest,
    timeoutMs: timeout === undefined ? undefined : milliseconds(timeout),
    batchWaitMs: batchWait === undefined ? undefined : milliseconds(batchWait),
    memoryBytes: memory === undefined ? undefined : Number.parseInt(memory, 10) * (memory.endsWith('GB') ? 1e9 : 1e6),
  };
}

/** @param address - PORT or HOST:PORT. */
function listenAt(address: string): { host: string; port: number } {
  const colon = address.lastIndexOf(':');
  return { host: colon < 0 ? '127.0.0.1' : address.slice(0, colon), port: Number(address.slice(colon + 1)) };
}

function projectRoot(cwd: string): string {
  for (let folder = resolve(cwd); ; folder = dirname(folder)) {
    if (CONFIG_FILES.some((name) => existsSync(resolve(folder, name)))) return folder;
    if (dirname(folder) === folder) return resolve(cwd);
  }
}

function check(content: unknown, placeOf: (path: readonly PropertyKey[]) => string): z.output<typeof configFile> {
  const checked = configFile.safeParse(content);
  if (checked.success) return checked.data;
  const [issue] = checked.error.issues;
  if (issue === undefined) throw new Error('invariant: a refused value has an issue');
  throw new LeatError('CONFIG_INVALID', `${placeOf(issue.path)}: ${explainIssue(issue, configFile, content)}`);
}

/** Two levels are all that the config file has. */
function merge(file: Readonly<Record<string, unknown>>, environment: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const merged: Record<string, unknown> = { ...file };
  for (const [key, value] of Object.entries(environment)) {
    const inFile = merged[key];
    merged[key] = isObject(value) && isObject(inFile) ? { ...inFile, ...value } : value;
  }
  return merged;
}

/** `file:` and `sqlite:` paths count from the project's root; a postgres: or s3: address stays as it is. */
function absoluteAddress(address: string, root: string): string {
  const [, scheme, path] = /^(file|sqlite):(.*)$/.exec(address) ?? [];
  if (scheme === undefined || path === undefined || path === ':memory:') return address;
  return `${scheme}:${isAbsolute(path) ? path : resolve(root, path)}`;
}

function freeze<T>(value: T): T {
  // A typed array (a certificate) cannot be frozen.
  if (isObject(value) && !ArrayBuffer.isView(value)) Object.values(Object.freeze(value)).forEach(freeze);
  return value;
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}
