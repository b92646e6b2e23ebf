import { alertEvents, SEVERITIES, type AlertEvent, type Severity } from './alert-event.js';

export function severityOf({ event, severity }: AlertEvent): Severity {
  return severity ?? alertEvents[event].severity;
}

export function isAtLeast(severity: Severity, least: Severity): boolean {
  return SEVERITIES.indexOf(severity) >= SEVERITIES.indexOf(least);
}

/** Whether a rule or a silence is about this alert. */
export function matches(
  { event, pipeline }: AlertEvent,
  { events, pipelines }: { readonly events: readonly string[]; readonly pipelines: readonly string[] },
): boolean {
  return events.some((pattern) => matchesName(pattern, event)) && pipelines.some((pattern) => matchesName(pattern, pipeline));
}

/** `*` stands for any part of a name, also an empty one. */
export function matchesName(pattern: string, name: string): boolean {
  const literals = pattern.split('*').map((literal) => literal.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`));
  return new RegExp(`^${literals.join('.*')}$`, 's').test(name);
}
