import type { RaisedAlert } from './alert-event.js';
import { isAtLeast, matches, severityOf } from './alert-matching.js';
import type { AlertSettings } from './alert-settings.js';
import { silentUntil } from './alert-silence.js';
import { milliseconds } from './duration.js';

/** One way of an alert: to a channel, together with others of its group. */
export interface AlertRoute {
  readonly channel: string;
  /** Alerts of one group go out together; it names channel and rule too. */
  readonly group: string;
  /** For how long after a message the next ones are collected. */
  readonly windowMs: number;
  /** Milliseconds since 1970; null: the first one goes at once. */
  readonly silentUntil: number | null;
}

/** Where an alert goes: once to each channel, by the first rule that leads there. */
export function routesOf(alert: RaisedAlert, { channels, rules, silence }: AlertSettings): readonly AlertRoute[] {
  const routes = new Map<string, AlertRoute>();
  const silent = silentUntil(alert, silence);
  for (const [index, rule] of rules.entries()) {
    if (!matches(alert, rule) || !isAtLeast(severityOf(alert), rule.severity)) continue;
    const windowMs = milliseconds(rule.group);
    for (const channel of rule.to ?? Object.keys(channels)) {
      if (routes.has(channel)) continue;
      const parts = [channel, String(index), ...rule.groupBy.map((key) => alert[key])];
      if (windowMs === 0) parts.push(alert.id);
      // What a silence keeps back is a group of its own, which waits for its end.
      if (silent !== null) parts.push(`silent-until-${new Date(silent).toISOString()}`);
      routes.set(channel, { channel, group: parts.join('/'), windowMs, silentUntil: silent });
    }
  }
  return [...routes.values()];
}
