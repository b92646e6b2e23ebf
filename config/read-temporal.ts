import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadClientConnectConfig } from '@temporalio/envconfig';
import { LeatError, messageOf } from '../core/errors.js';
import type { TemporalConfig } from './config.js';
import { payloadCodec } from './payload-codec.js';
import type { Environment } from './environment.js';

interface ProjectSettings {
  readonly address?: string | undefined;
  readonly namespace?: string | undefined;
}

/** Temporal's own variables and profile file, with what the project's config says in between: environment, project, profile. */
export function readTemporal(project: ProjectSettings, { home, env }: { home: string; env: Environment }): TemporalConfig {
  const { connectionOptions, namespace } = loadProfile(env);
  const given = project.address ?? connectionOptions.address;
  const address = given ?? embeddedAddress(home) ?? '127.0.0.1:7233';
  return {
    address,
    namespace: project.namespace ?? namespace ?? 'default',
    addressGiven: given !== undefined,
    connection: { ...connectionOptions, address },
    dataConverter: { payloadCodecs: [payloadCodec] },
  };
}

/** Where the embedded server of this project writes its address while it runs. */
export function temporalAddressFile(home: string): string {
  return join(home, 'temporal-address');
}

function embeddedAddress(home: string): string | undefined {
  const file = temporalAddressFile(home);
  return existsSync(file) ? readFileSync(file, 'utf8').trim() : undefined;
}

function loadProfile(env: Environment): ReturnType<typeof loadClientConnectConfig> {
  // An empty variable counts as not set, as everywhere.
  const defined = Object.entries(env).filter((entry): entry is [string, string] => entry[1] !== undefined && entry[1] !== '');
  try {
    return loadClientConnectConfig({ overrideEnvVars: Object.fromEntries(defined) });
  } catch (error) {
    throw new LeatError('CONFIG_INVALID', `Temporal's settings: ${messageOf(error)}`, { cause: error });
  }
}
