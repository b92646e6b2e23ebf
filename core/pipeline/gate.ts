import { z } from 'zod';
import { metricName } from '../metrics/metric-name.js';
import { metricOf } from '../metrics/metrics.js';
import type { Metrics } from '../model/evaluation.js';

const metric = metricName.describe('name of a metric of the evaluation');

/** A condition on an evaluation, as data: it stands in a plan and in its cache key. */
export const gate = z.discriminatedUnion('gate', [
  z.strictObject({ gate: z.literal('atLeast'), metric, value: z.number() }),
  z.strictObject({ gate: z.literal('atMost'), metric, value: z.number() }),
  z.strictObject({
    gate: z.literal('betterThanChampion'),
    metric,
    by: z.number().min(0).default(0).describe('least improvement, in units of the metric'),
  }),
]);

export type Gate = z.output<typeof gate>;

/** Opens when the metric is `value` or more. */
export function atLeast(metric: string, value: number): Gate {
  return Object.freeze({ gate: 'atLeast', metric, value });
}

/** Opens when the metric is `value` or less: for errors and losses. */
export function atMost(metric: string, value: number): Gate {
  return Object.freeze({ gate: 'atMost', metric, value });
}

/** Opens when the metric improves on the champion's, by at least `by`, or there is no champion yet. */
export function betterThanChampion(metric: string, { by = 0 }: { by?: number } = {}): Gate {
  return Object.freeze({ gate: 'betterThanChampion', metric, by });
}

/** What a gate is asked about. */
export interface GateFacts {
  readonly metrics: Metrics;
  /** Metrics of the model to beat; `none` while there is no champion, `unknown` when it was never evaluated. */
  readonly champion: Metrics | 'none' | 'unknown';
}

export interface GateDecision {
  readonly open: boolean;
  /** As texts for people: "f1Macro >= 0.9" and "0.87". */
  readonly expected: string;
  readonly received: string;
}

/** Decides a gate. A metric that is missing or not a number keeps it shut. */
export function decideGate(gate: Gate, facts: GateFacts): GateDecision {
  const value = facts.metrics[gate.metric];
  const received = value === undefined ? `no such metric (has ${Object.keys(facts.metrics).join(', ')})` : String(value);
  const decision = (open: boolean, expected: string): GateDecision => ({ open, expected: `${gate.metric} ${expected}`, received });
  const comparable = value ?? NaN; // NaN fails every comparison
  switch (gate.gate) {
    case 'atLeast':
      return decision(comparable >= gate.value, `>= ${String(gate.value)}`);
    case 'atMost':
      return decision(comparable <= gate.value, `<= ${String(gate.value)}`);
    case 'betterThanChampion': {
      if (facts.champion === 'none') return decision(!Number.isNaN(comparable), 'to be measured (there is no champion yet)');
      const rival = facts.champion === 'unknown' ? undefined : facts.champion[gate.metric];
      if (rival === undefined) return decision(false, 'of the champion to be on record, it is not');
      const gain = metricOf(gate.metric).higherIsBetter ? comparable - rival : rival - comparable;
      const margin = gate.by > 0 ? ` by ${String(gate.by)}` : '';
      return decision(gain > 0 && gain >= gate.by, `better than the champion's ${String(rival)}${margin}`);
    }
  }
}
