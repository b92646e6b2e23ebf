import { z } from 'zod';

/** A kind of alert channel is checked by alerts/, which knows its settings. */
const alertChannel = z.looseObject({ kind: z.string().describe('kind of the channel: log, webhook and others') });

/** What `leat.config.ts` may say. Every key is optional; the environment wins over it. */
export const configFile = z.strictObject({
  home: z.string().min(1).optional().describe('folder of everything that Leat keeps on this machine'),
  pipelines: z.array(z.string()).min(1).optional().describe('globs of pipeline files, relative to the project'),
  stores: z
    .strictObject({
      artifacts: z.string().optional().describe('file:PATH or s3://BUCKET/PREFIX'),
      metadata: z.string().optional().describe('sqlite:PATH or postgres://…'),
    })
    .optional(),
  temporal: z
    .strictObject({
      address: z.string().optional().describe('HOST:PORT of a server that is there already'),
      namespace: z.string().optional(),
      taskQueue: z.string().optional(),
    })
    .optional(),
  server: z
    .strictObject({
      host: z.string().optional(),
      port: z.int().min(0).max(65535).optional().describe('0 takes any free port'),
    })
    .optional(),
  alerts: z.array(alertChannel).optional().describe('where events of runs and models are sent'),
  data: z.strictObject({ roots: z.array(z.string()).optional().describe('folders that sources may read files from') }).optional(),
  compute: z.strictObject({ threads: z.int().positive().optional().describe('threads that compute stages of this worker') }).optional(),
  log: z.enum(['debug', 'info', 'warn', 'error', 'silent']).optional(),
});

export type ConfigFile = z.input<typeof configFile>;

/** Types the object that `leat.config.ts` exports by default. */
export function defineConfig(config: ConfigFile): ConfigFile {
  return config;
}
