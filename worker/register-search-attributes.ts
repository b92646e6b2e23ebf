import { setTimeout as sleep } from 'node:timers/promises';
import type { NativeConnection } from '@temporalio/worker';
import type { Config } from '../config/config.js';
import { LeatError, messageOf } from '../core/errors.js';
import { SEARCH_ATTRIBUTES } from '../core/pipeline/search-attributes.js';
import type { Log } from './log.js';

const DEADLINE_MS = 8_000;
/** Of `IndexedValueType`, as Temporal's interface numbers it. */
const KEYWORD = 2;
/** How long a server may work by what it knew of a namespace before. */
const KNOWN_AFTER_MS = 10_000;

/**
 * Sees to it that runs can mark themselves: on a server that does not know Leat's search attributes none could begin. Where a
 * server tells nobody what it knows, the runs find out.
 *
 * @throws LeatError `SEARCH_ATTRIBUTES_MISSING` when they are missing and a worker may not register them.
 */
export async function registerSearchAttributes(
  connection: NativeConnection,
  { temporal, log }: { temporal: Config['temporal']; log: Log },
): Promise<void> {
  const { namespace, address } = temporal;
  const { operatorService } = connection;
  const within = <T>(call: () => Promise<T>): Promise<T> => connection.withDeadline(Date.now() + DEADLINE_MS, call);
  const known = await within(() => operatorService.listSearchAttributes({ namespace })).catch(() => undefined);
  const missing = known === undefined ? [] : SEARCH_ATTRIBUTES.filter((name) => !(name in known.customAttributes));
  if (missing.length === 0) return;
  try {
    await within(() =>
      operatorService.addSearchAttributes({ namespace, searchAttributes: Object.fromEntries(missing.map((name) => [name, KEYWORD])) }),
    );
  } catch (error) {
    const typed = `temporal operator search-attribute create --address ${address} --namespace ${namespace} ${missing.map((name) => `--name ${name} --type Keyword`).join(' ')}`;
    const message = `namespace "${namespace}" of ${address}: expected search attributes ${missing.join(', ')}, got none of them, and a worker may not register them (${messageOf(error)}); have them registered: ${typed}`;
    throw new LeatError('SEARCH_ATTRIBUTES_MISSING', message, { cause: error, details: { namespace, missing } });
  }
  log.warn({ namespace, registered: missing }, 'search attributes were registered; the server takes some seconds to know them');
  await sleep(KNOWN_AFTER_MS);
}
