import { html, Html } from './html.js';
import { pageStyle } from './page-style.js';

interface PageHead {
  /** In the browser's tab. */
  readonly title: string;
  /** The question that the page answers. */
  readonly heading: string;
  readonly introduction: string;
}

/** A page that stands by itself: no scripts, no files beside it. */
export function renderPage({ title, heading, introduction }: PageHead, content: Html): string {
  const { markup } = html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${title}</title>
        <style>
          ${new Html(pageStyle)}
        </style>
      </head>
      <body>
        <header>
          <h1>${heading}</h1>
          <p>${introduction}</p>
        </header>
        ${content}
      </body>
    </html>`;
  return markup;
}
