import type { AlertBatch, BatchKind } from './alert-batch.js';
import { alertEvents, SEVERITIES, type RaisedAlert, type Severity } from './alert-event.js';
import { severityOf } from './alert-matching.js';

/** What people read, by whatever channel: each writes these parts in its own form. */
export interface AlertMessage {
  /** The same for every try. */
  readonly id: string;
  readonly batch: AlertBatch;
  readonly severity: Severity;
  /** One line. */
  readonly title: string;
  /** What happened, a sentence a line. */
  readonly text: string;
  readonly fields: readonly { readonly name: string; readonly value: string }[];
  /** The last lines of the stage's log. */
  readonly logLines: readonly string[];
  /** Commands, one a line; empty: nothing is to be done. */
  readonly next: string;
  readonly link: string | null;
}

export interface MessageParts {
  readonly batch: AlertBatch;
  readonly kind: BatchKind;
  readonly logLines?: readonly string[];
  /** Of Leat's HTTP server, as people reach it. */
  readonly serverUrl?: string | undefined;
}

/** More than this nobody reads; the rest is counted. */
const MOST_LINES = 10;
const MOST_LETTERS = 1_000;

/** @param parts - With at least one alert. */
export function alertMessage({ batch, kind, logLines = [], serverUrl }: MessageParts): AlertMessage {
  const [first] = batch.alerts;
  if (first === undefined) throw new Error('invariant: a message is about an alert');
  const shown = batch.alerts.slice(0, MOST_LINES);
  const isOne = batch.count === 1;
  return {
    id: first.id,
    batch,
    severity: worst(batch.alerts.map(severityOf)),
    title: titleOf(batch, { first, kind }),
    text: isOne ? shorten(first.message) : lines(shown.map(lineOf), batch.count).join('\n'),
    fields: isOne ? fieldsOf(first) : [],
    logLines: isOne ? logLines : [],
    next: [...new Set(shown.flatMap(({ next }) => next ?? []))].join('\n'),
    link: linkOf(first, { serverUrl, isOne }),
  };
}

/** The whole message for where there is nothing but text. */
export function plainText({ title, text, fields, logLines, next, link }: AlertMessage): string {
  const parts = [
    `${title}\n${text}`,
    fields.map(({ name, value }) => `${name}: ${value}`).join('\n'),
    logLines.length === 0 ? '' : `Last lines of the log:\n${logLines.map((line) => `  ${line}`).join('\n')}`,
    next === '' ? '' : `Type next:\n${indent(next)}`,
    link ?? '',
  ];
  return parts.filter((part) => part !== '').join('\n\n');
}

function titleOf({ alerts, count }: AlertBatch, { first, kind }: { first: RaisedAlert; kind: BatchKind }): string {
  const events = new Set(alerts.map(({ event }) => alertEvents[event].title));
  const pipelines = new Set(alerts.map(({ pipeline }) => pipeline));
  const about = `${[...events].join(', ')}: ${[...pipelines].join(', ')}`;
  if (count === 1)
    return kind === 'silenced' ? `Silenced until now: ${about}` : `${about}${first.stage === undefined ? '' : `, stage ${first.stage}`}`;
  return `${String(count)} ${{ first: 'at once', more: 'more', silenced: 'silenced until now' }[kind]}: ${about}`;
}

function fieldsOf(alert: RaisedAlert): AlertMessage['fields'] {
  const { runId, pipeline, stage, code, subject, at } = alert;
  const fields = { Pipeline: pipeline, Stage: stage, Code: code, About: subject, Run: runId ?? undefined, Severity: severityOf(alert) };
  const given = Object.entries({ ...fields, Time: new Date(at).toISOString() });
  return given.flatMap(([name, value]) => (value === undefined ? [] : [{ name, value }]));
}

function lineOf({ at, pipeline, stage, code, message, runId }: RaisedAlert): string {
  const place = [pipeline, stage, code].filter((part) => part !== undefined).join(', ');
  return `${new Date(at).toISOString()} ${place}: ${shorten(message)}${runId === null ? '' : ` (run ${runId})`}`;
}

function lines(shown: readonly string[], count: number): readonly string[] {
  return count > shown.length ? [...shown, `… and ${String(count - shown.length)} others`] : shown;
}

function linkOf({ runId }: RaisedAlert, { serverUrl, isOne }: { serverUrl: string | undefined; isOne: boolean }): string | null {
  if (serverUrl === undefined) return null;
  const path = isOne && runId !== null ? `api/v1/runs/${encodeURIComponent(runId)}` : 'api/v1/runs';
  return new URL(path, serverUrl.endsWith('/') ? serverUrl : `${serverUrl}/`).href;
}

function worst(severities: readonly Severity[]): Severity {
  return SEVERITIES[Math.max(...severities.map((severity) => SEVERITIES.indexOf(severity)))] ?? 'info';
}

function shorten(text: string): string {
  return text.length <= MOST_LETTERS ? text : `${text.slice(0, MOST_LETTERS)}…`;
}

function indent(text: string): string {
  return text.replaceAll(/^/gm, '  ');
}
