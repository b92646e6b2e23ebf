import { z } from 'zod';
import { SEVERITIES, type Severity } from './alert-event.js';

/** What is done by itself when a run fails, or finds that a model has degraded. */
export const correction = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('notify'), message: z.string().min(1), severity: z.enum(SEVERITIES) }),
  z.strictObject({ kind: z.literal('rollBack'), model: z.string(), alias: z.string() }),
  z.strictObject({ kind: z.literal('startPipeline'), pipeline: z.string(), params: z.record(z.string(), z.json()) }),
  z.strictObject({ kind: z.literal('openIncident'), title: z.string().min(1) }),
]);
/** What a pipeline does by itself after a failure (`onFailure`), or when its model got worse (`onDegraded`). */
export type Correction = z.output<typeof correction>;

/** Tells the alert channels, beside what is told anyway. */
export function notify(message: string, { severity = 'critical' }: { severity?: Severity } = {}): Correction {
  return { kind: 'notify', message, severity };
}

/** Points an alias of a model back to the version that it had before. */
export function rollBack(model: string, { alias = 'champion' }: { alias?: string } = {}): Correction {
  return { kind: 'rollBack', model, alias };
}

/** Starts a run of another pipeline, and does not wait for it. */
export function startPipeline(pipeline: string, params: Readonly<Record<string, z.core.util.JSONType>> = {}): Correction {
  return { kind: 'startPipeline', pipeline, params: { ...params } };
}

/** Raises `incident.opened`: the rules of the alerts say which webhook opens the incident. */
export function openIncident(title: string): Correction {
  return { kind: 'openIncident', title };
}
