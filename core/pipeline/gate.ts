import { z } from 'zod';
import { metricName } from '../metrics/metric-name.js';
import { metricOf } from '../metrics/metrics.js';
import { untargetedMetrics } from '../metrics/untargeted.js';
import type { Interval, Intervals, Metrics } from '../model/evaluation.js';

/** The names that only an evaluation without a target has are no metrics to compare candidates by. */
const metric = z
  .string()
  .superRefine((name, context) => {
    if (Object.hasOwn(untargetedMetrics, name)) return;
    const checked = metricName.safeParse(name);
    for (const { message } of checked.error?.issues ?? []) context.addIssue({ code: 'custom', message, input: name });
  })
  .describe('name of a metric of the evaluation');

const confident = z
  .boolean()
  .optional()
  .describe('the whole confidence interval of the metric must meet the condition, not just its value');

/** A condition on an evaluation, as data: it stands in a plan and in its cache key. */
export const gate = z.discriminatedUnion('gate', [
  z.strictObject({ gate: z.literal('atLeast'), metric, value: z.number(), confident }),
  z.strictObject({ gate: z.literal('atMost'), metric, value: z.number(), confident }),
  z.strictObject({
    gate: z.literal('betterThanChampion'),
    metric,
    by: z.number().min(0).default(0).describe('least improvement, in units of the metric'),
    confident,
  }),
]);

export type Gate = z.output<typeof gate>;

interface Confidence {
  /** The whole confidence interval must meet the condition, not just the value. */
  readonly confident?: boolean;
}

/** Opens when the metric is `value` or more. */
export function atLeast(metric: string, value: number, confidence: Confidence = {}): Gate {
  return Object.freeze({ gate: 'atLeast', metric, value, ...confidence });
}

/** Opens when the metric is `value` or less: for errors and losses. */
export function atMost(metric: string, value: number, confidence: Confidence = {}): Gate {
  return Object.freeze({ gate: 'atMost', metric, value, ...confidence });
}

/** Opens when the metric improves on the champion's, by at least `by`, or there is no champion yet. */
export function betterThanChampion(metric: string, { by = 0, ...confidence }: { by?: number } & Confidence = {}): Gate {
  return Object.freeze({ gate: 'betterThanChampion', metric, by, ...confidence });
}

/** What a gate is asked about. */
export interface GateFacts {
  readonly metrics: Metrics;
  readonly intervals?: Intervals | undefined;
  /** Metrics of the model to beat; `none` while there is no champion, `unknown` when it was never evaluated. */
  readonly champion: Metrics | 'none' | 'unknown';
}

export interface GateDecision {
  readonly open: boolean;
  /** As texts for people: "f1Macro >= 0.9" and "0.87". */
  readonly expected: string;
  readonly received: string;
}

/** Decides a gate. A metric that is missing, not a number, or without the interval that is asked for keeps it shut. */
export function decideGate(gate: Gate, facts: GateFacts): GateDecision {
  const value = facts.metrics[gate.metric];
  const interval = facts.intervals?.[gate.metric];
  const decision = (open: boolean, expected: string): GateDecision => ({
    open,
    expected: `${gate.confident === true ? 'all of the confidence interval of ' : ''}${gate.metric} ${expected}`,
    received: receivedText(gate, facts),
  });
  // NaN fails every comparison.
  const [least = NaN, most = NaN] = gate.confident === true ? [interval?.lower, interval?.upper] : [value, value];
  switch (gate.gate) {
    case 'atLeast':
      return decision(least >= gate.value, `>= ${String(gate.value)}`);
    case 'atMost':
      return decision(most <= gate.value, `<= ${String(gate.value)}`);
    case 'betterThanChampion': {
      if (facts.champion === 'none') return decision(!Number.isNaN(value ?? NaN), 'to be measured (there is no champion yet)');
      const rival = facts.champion === 'unknown' ? undefined : facts.champion[gate.metric];
      if (rival === undefined) return decision(false, 'of the champion to be on record, it is not');
      const gain = isHigherBetter(gate.metric) ? least - rival : rival - most;
      const margin = gate.by > 0 ? ` by ${String(gate.by)}` : '';
      return decision(gain > 0 && gain >= gate.by, `better than the champion's ${String(rival)}${margin}`);
    }
  }
}

function receivedText({ metric, confident }: Gate, { metrics, intervals }: GateFacts): string {
  const value = metrics[metric];
  if (value === undefined) return `no such metric (has ${Object.keys(metrics).join(', ')})`;
  return confident === true ? `${String(value)} ${intervalText(intervals?.[metric])}` : String(value);
}

function intervalText(interval: Interval | undefined): string {
  return interval === undefined ? '(without an interval)' : `(${String(interval.lower)} to ${String(interval.upper)})`;
}

function isHigherBetter(name: string): boolean {
  return (untargetedMetrics[name] ?? metricOf(name)).higherIsBetter;
}
