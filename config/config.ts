import type { PayloadCodec } from '@temporalio/common';
import type { ClientConnectConfig } from '@temporalio/envconfig';
import type { Revealable } from '../core/pipeline/secret.js';
import type { AlertSettings } from '../core/pipeline/alert-settings.js';
import type { NetworkPolicy } from '../core/network-policy.js';
import type { ConfigFile } from './config-file.js';

export type LogLevel = NonNullable<ConfigFile['log']>;

export interface ServerLimits {
  readonly bodyBytes?: number | undefined;
  readonly requestsPerSecond?: number | undefined;
  readonly connections?: number | undefined;
}

/** What is kept of predictions; what is left out is as the server has it. */
export interface PredictionLogConfig {
  readonly rate?: number | undefined;
  readonly exclude?: readonly string[] | undefined;
  readonly hash?: readonly string[] | undefined;
  readonly salt?: Revealable | undefined;
  readonly keepMs?: number;
  readonly everyMs?: number;
}

type ConnectionOptions = ClientConnectConfig['connectionOptions'];

/** How Temporal is reached. */
export interface TemporalConfig {
  readonly address: string;
  readonly namespace: string;
  /** Someone named the address, so no embedded server is started in its place. */
  readonly addressGiven: boolean;
  /** What connections of clients and workers take: address, key, certificates. */
  readonly connection: Pick<ConnectionOptions, 'address' | 'apiKey' | 'tls' | 'metadata'>;
  /** Large payloads are compressed, by clients and workers alike. */
  readonly dataConverter: { readonly payloadCodecs: PayloadCodec[] };
}

/** How inferences run. What is left out is as the server has it. */
export interface InferenceSettings {
  readonly threads?: number | undefined;
  readonly queue?: number | undefined;
  readonly concurrency?: number | undefined;
  readonly timeoutMs?: number | undefined;
  readonly batchRows?: number | undefined;
  readonly batchWaitMs?: number | undefined;
  readonly memoryBytes?: number | undefined;
}

/** Everything that can be set, parsed once and frozen. Paths and store addresses are absolute. */
export interface Config {
  /** The project's folder: where its config file is, or would be. */
  readonly root: string;
  readonly home: string;
  readonly pipelines: readonly string[];
  /** `file:/absolute/path`, `sqlite:/absolute/path`, or an address with a scheme of its own. */
  readonly stores: { readonly artifacts: string; readonly metadata: string };
  /** By what secrets of webhooks are sealed in the metadata store: 32 bytes as base64, or else a file that has them. */
  readonly sealing: { readonly key?: string | undefined; readonly file: string };
  readonly temporal: TemporalConfig;
  readonly taskQueue: string;
  readonly server: {
    readonly host: string;
    readonly port: number;
    readonly url?: string | undefined;
    readonly requireKeys: boolean;
    /** What is left out is as the server has it. */
    readonly limits: ServerLimits;
    readonly inference: InferenceSettings;
    readonly predictionLog: PredictionLogConfig;
  };
  readonly alerts: AlertSettings;
  /** Where requests of sources, alerts and webhooks may go. */
  readonly network: NetworkPolicy;
  readonly data: { readonly roots: readonly string[] };
  readonly compute: { readonly threads: number; readonly shutdownGraceMs: number };
  /** Where a worker tells Prometheus of itself; null: nowhere. */
  readonly metrics: { readonly host: string; readonly port: number } | null;
  readonly log: LogLevel;
}
