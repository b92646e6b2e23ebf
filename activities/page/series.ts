import type { ClassLabel } from '../../core/model/signature.js';
import { html, type Html } from './html.js';

/** Colours of the style sheet for classes; a ninth class begins again. */
const COLOURS = 8;

export function colourOf(index: number): string {
  return `var(--series-${String(index % COLOURS)})`;
}

/** Which colour is which class; of one class there is nothing to tell apart. */
export function legend(classes: readonly ClassLabel[]): Html {
  if (classes.length < 2) return html``;
  const entries = classes.map((label, index) => html`<li><i style="background: ${colourOf(index)}"></i>${String(label)}</li>`);
  return html`<ul class="legend">
    ${entries}
  </ul>`;
}
