import type { ConnectionOptions, DataConverter } from '@temporalio/client';

/** The part of a configuration that a client needs; what `loadConfig` returns has this form. */
export interface ClientSettings {
  readonly temporal: {
    readonly address: string;
    readonly namespace: string;
    readonly connection: ConnectionOptions;
    readonly dataConverter?: DataConverter;
  };
  readonly taskQueue: string;
  readonly stores: { readonly artifacts: string; readonly metadata: string };
}
