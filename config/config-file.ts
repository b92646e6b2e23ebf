import { z } from 'zod';
import { alertSettings } from '../core/pipeline/alert-settings.js';
import { revealable } from '../core/pipeline/secret.js';
import { duration } from '../core/pipeline/stage-options.js';

/** A name, `*.` before one, an address, or that with the length of a prefix. */
const ALLOWED = /^(\*\.)?[\w.-]+$|^[\d.]+\/\d{1,2}$|^[\da-f:.]+(\/\d{1,3})?$/i;

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
      url: z
        .url({ protocol: /^https?$/ })
        .optional()
        .describe('how people reach the server: links of alerts begin with it'),
      requireKeys: z.boolean().optional().describe('ask for a key on this machine too: for a server behind a proxy'),
      predictionLog: z
        .strictObject({
          rate: z.number().min(0).max(1).optional().describe('share of the requests that is kept; 0, nothing, when left out'),
          exclude: z.array(z.string()).optional().describe('columns that are not kept'),
          hash: z.array(z.string()).optional().describe('columns of which a keyed hash is kept: equal values stay equal, and unreadable'),
          salt: revealable.optional().describe('key of the hashes, such as secret("PREDICTIONS")'),
          keep: duration.optional().describe('for how long; 30 days when left out'),
          every: duration.optional().describe('time between two parts; 10 seconds when left out'),
        })
        .refine(
          ({ hash = [], salt }) => hash.length === 0 || salt !== undefined,
          'hashed columns need a "salt": without a key their values can be guessed',
        )
        .optional()
        .describe('what models are asked and say, for monitoring and retraining'),
      limits: z
        .strictObject({
          bodyBytes: z.int().positive().optional().describe('largest body of a request, unpacked'),
          requestsPerSecond: z.number().positive().optional().describe('of a key that has no number of its own'),
          connections: z.int().positive().optional().describe('open at once'),
        })
        .optional(),
      inference: z
        .strictObject({
          threads: z.int().positive().max(256).optional().describe('inference threads; one for each processor when left out'),
          queue: z.int().positive().optional().describe('inferences without an answer, waiting or running; more are refused with 429'),
          concurrency: z.int().positive().optional().describe('the same for each model: one that many ask for leaves room for the others'),
          timeout: duration.optional().describe('of an inference that names no time of its own; then it is refused with 504'),
          batchRows: z.int().positive().optional().describe('rows of a batch of several requests, at most'),
          batchWait: duration
            .optional()
            .describe('how long a request waits for others although a thread is free: more rows a second, later answers'),
          memory: z
            .string()
            .regex(/^\d+(MB|GB)$/, 'expected a size such as "500MB" or "2GB"')
            .optional()
            .describe('of loaded models; the one not asked for longest is unloaded, and loaded again when it is asked for'),
        })
        .optional(),
    })
    .optional(),
  alerts: alertSettings.optional().describe('where events of runs and models are sent'),
  data: z.strictObject({ roots: z.array(z.string()).optional().describe('folders that sources may read files from') }).optional(),
  network: z
    .strictObject({
      allow: z
        .array(z.string().regex(ALLOWED, 'expected an address, a range such as 10.0.0.0/8, or the name of a host'))
        .optional()
        .describe('addresses and hosts that are not public, and that sources, alerts and webhooks may reach'),
    })
    .optional(),
  compute: z
    .strictObject({
      threads: z.int().positive().optional().describe('threads that compute stages of this worker'),
      shutdownGrace: duration.optional().describe('time that a worker takes to finish its stages when it is told to stop'),
    })
    .optional(),
  metrics: z
    .string()
    .regex(/^(\S+:)?\d{1,5}$/, 'expected PORT or HOST:PORT')
    .optional()
    .describe('where a worker answers GET /metrics for Prometheus; nowhere when left out'),
  log: z.enum(['debug', 'info', 'warn', 'error', 'silent']).optional(),
});

export type ConfigFile = z.input<typeof configFile>;

/** Types the object that `leat.config.ts` exports by default. */
export function defineConfig(config: ConfigFile): ConfigFile {
  return config;
}
