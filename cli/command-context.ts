import { hostname, userInfo } from 'node:os';
import type { LeatClient } from '../client/connect.js';
import type { Config } from '../config/config.js';
import { loadConfig } from '../config/load-config.js';
import type { Interrupts } from './interrupts.js';
import type { Terminal } from './terminal.js';

/** What a command is given beside its input; everything is opened when it is asked for. */
export class CommandContext {
  readonly terminal: Terminal;
  readonly json: boolean;
  readonly interrupts: Interrupts;
  #config: Promise<Config> | undefined;
  #client: Promise<LeatClient> | undefined;

  constructor({ terminal, json, interrupts }: { terminal: Terminal; json: boolean; interrupts: Interrupts }) {
    this.terminal = terminal;
    this.json = json;
    this.interrupts = interrupts;
  }

  config(): Promise<Config> {
    this.#config ??= loadConfig({ cwd: process.cwd(), env: process.env });
    return this.#config;
  }

  /** For a command that starts the services itself: what is opened from now on is opened by this configuration. */
  useConfig(config: Config): void {
    this.#config = Promise.resolve(config);
    this.#client = undefined;
  }

  client(): Promise<LeatClient> {
    this.#client ??= this.#connect();
    return this.#client;
  }

  /** Writes to the audit log what this person has done. */
  async did(action: string, subject: Readonly<Record<string, string>>): Promise<void> {
    const { audit } = await this.client();
    await audit.note({ actor: `${userInfo().username}@${hostname()}`, action, subject });
  }

  async close(): Promise<void> {
    const client = await this.#client?.catch(() => undefined);
    await client?.close();
  }

  async #connect(): Promise<LeatClient> {
    const [config, { connect }] = await Promise.all([this.config(), import('../client/connect.js')]);
    return connect(config);
  }
}
