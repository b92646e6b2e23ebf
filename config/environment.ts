import { LeatError } from '../core/errors.js';
import { suggestName } from '../core/nearest-name.js';

export type Environment = Readonly<Record<string, string | undefined>>;

const SECRET = 'LEAT_SECRET_';

/** Each variable and the place of its value in the config file. */
const variables = {
  LEAT_HOME: ['home'],
  LEAT_ARTIFACTS: ['stores', 'artifacts'],
  LEAT_METADATA: ['stores', 'metadata'],
  LEAT_HOST: ['server', 'host'],
  LEAT_PORT: ['server', 'port'],
  LEAT_TASK_QUEUE: ['temporal', 'taskQueue'],
  LEAT_METRICS: ['metrics'],
  LEAT_LOG: ['log'],
  TEMPORAL_ADDRESS: ['temporal', 'address'],
  TEMPORAL_NAMESPACE: ['temporal', 'namespace'],
} as const satisfies Readonly<Record<string, readonly [string] | readonly [string, string]>>;

const SEALING_KEY = 'LEAT_SEALING_KEY';

/** Not in the config file: read by programs around Leat, or too secret to stand there. */
const others = ['LEAT_BENCH_PYTHON', SEALING_KEY];

/** The variables at the places that they have in a config file. An empty one counts as not set. */
export function settingsFrom(env: Environment): Readonly<Record<string, unknown>> {
  refuseUnknownVariables(env);
  const settings: Record<string, unknown> = {};
  for (const [variable, [key, inner]] of Object.entries<readonly [string, string?]>(variables)) {
    const text = env[variable];
    if (text === undefined || text === '') continue;
    const value = variable === 'LEAT_PORT' ? portFrom(text) : text;
    settings[key] = inner === undefined ? value : { ...(settings[key] as object | undefined), [inner]: value }; // made here, two lines above
  }
  return settings;
}

/** The variable that sets a place of the config file, to name it in a refusal. */
export function variableAt(path: readonly PropertyKey[]): string | undefined {
  const place = path.join('.');
  return Object.entries(variables).find(([, at]) => at.join('.') === place)?.[0];
}

/**
 * Looks secrets up in the environment. A value never enters history, logs, artifacts or messages.
 *
 * @returns A function that throws LeatError `SECRET_MISSING` for a secret that is not set.
 */
export function secretsFrom(env: Environment): (name: string) => string {
  return (name) => {
    const value = env[SECRET + name];
    if (value === undefined || value === '') {
      throw new LeatError('SECRET_MISSING', `expected a secret "${name}" in the variable ${SECRET}${name}, got none`, {
        details: { secret: name },
      });
    }
    return value;
  };
}

/** The key by which secrets in the metadata store are sealed. @throws LeatError `CONFIG_INVALID` for one that is none, without showing it. */
export function sealingKeyFrom(env: Environment): string | undefined {
  const text = env[SEALING_KEY];
  if (text === undefined || text === '') return undefined;
  if (/^[A-Za-z0-9+/]{43}=$/.test(text)) return text;
  const message = `${SEALING_KEY}: expected 32 random bytes as base64 ("openssl rand -base64 32" makes them), got another text`;
  throw new LeatError('CONFIG_INVALID', message, { details: { variable: SEALING_KEY } });
}

/** The values of all secrets that are set, longest first: what must not be shown. */
export function secretValues(env: Environment): readonly string[] {
  const values = Object.entries(env).flatMap(([name, value]) =>
    (name.startsWith(SECRET) || name === SEALING_KEY) && value !== undefined && value !== '' ? [value] : [],
  );
  return values.sort((one, other) => other.length - one.length);
}

function refuseUnknownVariables(env: Environment): void {
  const known = [...Object.keys(variables).filter((name) => name.startsWith('LEAT_')), ...others];
  for (const name of Object.keys(env)) {
    if (!name.startsWith('LEAT_') || name.startsWith(SECRET) || known.includes(name)) continue;
    throw new LeatError('CONFIG_INVALID', `environment: unknown variable ${name}; ${suggestName(name, known)}`, {
      details: { variable: name },
    });
  }
}

function portFrom(text: string): number {
  const port = Number(text);
  if (Number.isInteger(port) && port >= 0 && port <= 65535) return port;
  throw new LeatError('CONFIG_INVALID', `LEAT_PORT: expected a port from 0 to 65535, got "${text}"`, {
    details: { variable: 'LEAT_PORT' },
  });
}
