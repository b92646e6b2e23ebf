import { z } from 'zod';

export const modelSummary = z.object({ name: z.string(), versions: z.int(), aliases: z.record(z.string(), z.int()) });

const versionRecord = z.object({
  model: z.string(),
  version: z.int(),
  artifact: z.string(),
  evaluation: z.string().nullable(),
  runId: z.string().nullable(),
  createdAt: z.iso.datetime(),
  aliases: z.array(z.string()),
});

const deploymentRecord = z.object({
  model: z.string(),
  alias: z.string(),
  version: z.int(),
  deployedAt: z.iso.datetime(),
  runId: z.string().nullable(),
  reason: z.string(),
  by: z.string().nullable().describe('who did it, where that is known'),
  change: z.int().describe('numbers the history of the alias, from 1'),
  restores: z.int().nullable().describe('of a rollback: the change that it went back to'),
});

export const modelDetails = z.object({ name: z.string(), versions: z.array(versionRecord), deployments: z.array(deploymentRecord) });
