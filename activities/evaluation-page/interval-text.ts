import type { Interval } from '../../core/model/evaluation.js';
import { html, type Html } from '../page/html.js';
import { numberText } from '../page/metric-text.js';

/** A confidence interval in small print; nothing where there is none. */
export function intervalText(interval: Interval | undefined): Html {
  return interval === undefined ? html`` : html`<small>${numberText(interval.lower)} to ${numberText(interval.upper)}</small>`;
}
