import { plot, type PlotOptions } from '@observablehq/plot';
import { parseHTML } from 'linkedom';
import { Html } from './html.js';

const { document } = parseHTML('<!doctype html><html></html>');

/** A picture as SVG, in the page's own type and colours. */
export function draw(options: PlotOptions & { readonly ariaLabel: string }): Html {
  const svg = plot({ style: { background: 'none', fontSize: '12px', fontFamily: 'inherit', overflow: 'visible' }, ...options, document });
  return new Html(svg.outerHTML);
}
