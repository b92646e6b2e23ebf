import { z } from 'zod';
import { isLeatError } from '../errors.js';
import { metricFamilies, metricOf, metrics, exampleName } from './metrics.js';

const names = [...metrics.map(({ name }) => name), ...metricFamilies.map(exampleName)];

/** The name of a metric in a plan: `f1Macro`, or with its parameter behind an @, `topKAccuracy@3`. */
export const metricName = z
  .string()
  .superRefine((name, context) => {
    try {
      metricOf(name);
    } catch (error) {
      if (!isLeatError(error)) throw error;
      context.addIssue({ code: 'custom', message: error.message, input: name });
    }
  })
  .meta({ examples: names });
