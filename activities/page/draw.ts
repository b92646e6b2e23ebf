import { plot, type PlotOptions } from '@observablehq/plot';
import { parseHTML } from 'linkedom';
import { Html } from './html.js';

// The types of a browser are not part of this program, so these two libraries cannot name theirs.
const { document } = parseHTML('<!doctype html><html></html>') as { document: unknown };

/** A picture as SVG, in the page's own type and colours. */
export function draw(options: PlotOptions & { readonly ariaLabel: string }): Html {
  const svg = plot({
    style: { background: 'none', fontSize: '12px', fontFamily: 'inherit', overflow: 'visible' },
    ...options,
    document,
  }) as {
    outerHTML: string;
  };
  return new Html(svg.outerHTML);
}
