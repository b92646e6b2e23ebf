import type { ConnectionOptions, DataConverter } from '@temporalio/client';
import type { SealingSource } from '../stores/secret-box.js';

/** How Temporal is reached. */
export interface TemporalSettings {
  readonly address: string;
  readonly namespace: string;
  readonly connection: ConnectionOptions;
  readonly dataConverter?: DataConverter;
}

/** The part of a configuration that a client needs; what `loadConfig` returns has this form. */
export interface ClientSettings {
  /** Awaited by the first call: a server that is still being started may have no address yet. */
  readonly temporal: TemporalSettings | Promise<TemporalSettings>;
  readonly taskQueue: string;
  /** By what secrets of webhooks are sealed in the metadata store; without it none can be subscribed. */
  readonly sealing?: SealingSource;
  readonly stores: { readonly artifacts: string; readonly metadata: string };
}
