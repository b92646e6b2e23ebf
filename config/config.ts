import type { ConfigFile } from './config-file.js';

export type LogLevel = NonNullable<ConfigFile['log']>;

/** How Temporal is reached; the options of a connection are as `@temporalio/envconfig` reads them. */
export interface TemporalConfig {
  readonly address: string;
  readonly namespace: string;
  /** Someone named the address, so no embedded server is started in its place. */
  readonly addressGiven: boolean;
  readonly apiKey?: string;
  readonly tls?: TlsConfig | boolean;
  readonly metadata?: Readonly<Record<string, string>>;
}

interface TlsConfig {
  readonly serverNameOverride?: string;
  readonly serverRootCACertificate?: Uint8Array;
  readonly clientCertPair?: { readonly crt: Uint8Array; readonly key: Uint8Array };
}

/** Everything that can be set, parsed once and frozen. Paths and store addresses are absolute. */
export interface Config {
  /** The project's folder: where its config file is, or would be. */
  readonly root: string;
  readonly home: string;
  readonly pipelines: readonly string[];
  /** `file:/absolute/path`, `sqlite:/absolute/path`, or an address with a scheme of its own. */
  readonly stores: { readonly artifacts: string; readonly metadata: string };
  readonly temporal: TemporalConfig;
  readonly taskQueue: string;
  readonly server: { readonly host: string; readonly port: number };
  readonly alerts: readonly Readonly<Record<string, unknown> & { readonly kind: string }>[];
  readonly data: { readonly roots: readonly string[] };
  readonly compute: { readonly threads: number };
  readonly log: LogLevel;
}
