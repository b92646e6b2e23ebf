import { SEARCH_ATTRIBUTES } from '../../core/pipeline/search-attributes.js';

export interface ServerPlace {
  /** File of the server's database: runs survive a restart of everything. */
  readonly database: string;
  readonly port: number;
  /** Of the server's web page; null for none. */
  readonly uiPort: number | null;
}

/**
 * The server's queues are polled at most 20 times a second as it comes, which costs 100 ms for every
 * stage of a chain: these limits are meant for clusters that share a database.
 */
const POLL_LIMITS = ['history.transferProcessorMaxPollRPS', 'history.timerProcessorMaxPollRPS', 'history.visibilityProcessorMaxPollRPS'];

/**
 * A commit then waits for no disk. A crash of the server loses nothing; a loss of power may lose the
 * last transactions, and the database stays whole.
 */
const PRAGMAS = ['journal_mode=WAL', 'synchronous=NORMAL'];

/** Stages wait by their priority: that is the new matcher's, and a queue has one order only where it is not parted. */
const MATCHING = ['matching.useNewMatcher=true', 'matching.numTaskqueueReadPartitions=1', 'matching.numTaskqueueWritePartitions=1'];

/** What `temporal` is called with: its embedded server, tuned for one machine. */
export function serverParameters({ database, port, uiPort }: ServerPlace): readonly string[] {
  return [
    ...['server', 'start-dev', '--ip', '127.0.0.1', '--port', String(port), '--db-filename', database, '--log-level', 'warn'],
    ...(uiPort === null ? ['--headless'] : ['--ui-port', String(uiPort)]),
    ...POLL_LIMITS.flatMap((limit) => ['--dynamic-config-value', `${limit}=100000`]),
    ...MATCHING.flatMap((value) => ['--dynamic-config-value', value]),
    ...PRAGMAS.flatMap((pragma) => ['--sqlite-pragma', pragma]),
    ...SEARCH_ATTRIBUTES.flatMap((name) => ['--search-attribute', `${name}=Keyword`]),
  ];
}
