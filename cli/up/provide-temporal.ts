import { rm, writeFile } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { Config } from '../../config/config.js';
import { temporalAddressFile } from '../../config/read-temporal.js';
import type { Terminal } from '../terminal.js';

const PORT = 7233;
const PAGE_PORT = 8233;

export interface ProvidedTemporal {
  /** With the address at which the server is reached. */
  readonly config: Config;
  readonly page: string | null;
  /** Kept when the server has ended; never, for one that is not ours. */
  readonly ended: Promise<void>;
  stop(): Promise<void>;
}

/** The server that the configuration names, or an embedded one with its database in the project. */
export async function provideTemporal(config: Config, terminal: Terminal): Promise<ProvidedTemporal> {
  const note = (message: string): void => terminal.say(terminal.paint('dim', message));
  if (config.temporal.addressGiven) {
    note(`Temporal: the server at ${config.temporal.address}, as configured`);
    return { config, page: null, ended: new Promise(() => undefined), stop: () => Promise.resolve() };
  }
  const [{ findTemporalServer }, { startTemporalServer }] = await Promise.all([
    import('../temporal-server/find-temporal-server.js'),
    import('../temporal-server/start-temporal-server.js'),
  ]);
  const found = await findTemporalServer({ report: note });
  if (found.how === 'address') throw new Error('invariant: a given address is in the configuration');
  const [port, uiPort] = await Promise.all([portNear(PORT), portNear(PAGE_PORT)]);
  const { home } = config;
  const server = await startTemporalServer({
    program: found.program,
    database: join(home, 'temporal.db'),
    logFile: join(home, 'temporal.log'),
    port,
    uiPort,
  });
  note(`Temporal: started ${found.program} (from ${found.how}) at ${server.address}`);
  const addressFile = temporalAddressFile(home);
  await writeFile(addressFile, server.address); // so that other commands of the project find it
  return {
    config: {
      ...config,
      temporal: { ...config.temporal, address: server.address, connection: { ...config.temporal.connection, address: server.address } },
    },
    page: server.page,
    ended: server.ended,
    async stop() {
      await rm(addressFile, { force: true });
      await server.stop();
    },
  };
}

/** The usual port, or any free one when another project's server has it. */
async function portNear(usual: number): Promise<number> {
  return (await freePort(usual)) ?? (await freePort(0)) ?? usual;
}

function freePort(port: number): Promise<number | undefined> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', () => {
      resolve(undefined);
    });
    probe.listen(port, '127.0.0.1', () => {
      const { port: taken } = probe.address() as AddressInfo; // a TCP server's address has this form
      probe.close(() => {
        resolve(taken);
      });
    });
  });
}
