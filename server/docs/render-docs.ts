import type { OpenApiDocument, Operation } from '../describe-routes.js';

/** The description as a page to read: everything is in it, and nothing runs. */
export function renderDocs({ info, paths }: OpenApiDocument): string {
  const operations = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ path, method: method.toUpperCase(), operation })),
  );
  const links = operations.map(({ path, method }) => `<li><a href="#${idOf(method, path)}"><b>${method}</b> ${escape(path)}</a></li>`);
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${escape(info.title)} ${escape(info.version)}</title>
<style>${STYLE}</style></head>
<body><nav><h1>${escape(info.title)} ${escape(info.version)}</h1><p><a href="/api/v1/openapi.json">OpenAPI 3.1</a></p><ul>${links.join('')}</ul></nav>
<main>${operations.map(sectionOf).join('\n')}</main></body></html>
`;
}

interface Described {
  readonly path: string;
  readonly method: string;
  readonly operation: Operation;
}

function sectionOf({ path, method, operation }: Described): string {
  const { summary, description = '', parameters, requestBody, responses } = operation;
  const rows = parameters.map(
    ({ name, in: place, required, schema }) =>
      `<tr><td><code>${escape(name)}</code></td><td>${place}${required ? ', required' : ''}</td><td>${escape(schema.description ?? schema.type ?? '')}</td></tr>`,
  );
  const answers = Object.entries(responses).map(
    ([status, { description: what, content }]) =>
      `<details><summary><b>${status}</b> ${escape(what)}</summary>${content === undefined ? '' : schemasOf(content)}</details>`,
  );
  return `<section id="${idOf(method, path)}"><h2><b>${method}</b> ${escape(path)}</h2><p>${escape(summary)}. ${withCode(description)}</p>
${rows.length === 0 ? '' : `<table>${rows.join('')}</table>`}
${requestBody === undefined ? '' : `<details><summary>Body</summary>${schemasOf(requestBody.content)}</details>`}
${answers.join('\n')}</section>`;
}

function schemasOf(content: Readonly<Record<string, { readonly schema?: unknown }>>): string {
  return Object.entries(content)
    .map(([type, { schema }]) => `<p><code>${escape(type)}</code></p><pre>${escape(JSON.stringify(schema, null, 2))}</pre>`)
    .join('');
}

function idOf(method: string, path: string): string {
  return `${method.toLowerCase()}${path.replaceAll(/[^a-z\d]+/gi, '-')}`;
}

/** Descriptions are Markdown; of it they only use code. */
function withCode(text: string): string {
  return escape(text).replace(/`([^`]*)`/g, '<code>$1</code>');
}

function escape(text: string): string {
  const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
  return text.replaceAll(/[&<>"]/g, (letter) => entities[letter] ?? letter);
}

const STYLE = `
body { margin: 0; display: grid; grid-template-columns: minmax(16rem, 24rem) 1fr; font: 15px/1.5 system-ui, sans-serif; color: #222; background: #fff }
nav { padding: 1rem; height: 100vh; overflow: auto; position: sticky; top: 0; box-sizing: border-box; background: #f4f4f2; font-size: 13px }
nav ul { list-style: none; padding: 0 } nav a { color: inherit; text-decoration: none; overflow-wrap: anywhere }
main { padding: 1rem 2rem; min-width: 0 } section { border-bottom: 1px solid #ddd; padding-bottom: 1rem }
h1 { font-size: 1.2rem } h2 { font-size: 1rem; font-family: ui-monospace, monospace; font-weight: normal }
pre { background: #f4f4f2; padding: .7rem; overflow: auto; max-height: 30rem } td { padding: .15rem .8rem .15rem 0; vertical-align: top }
@media (prefers-color-scheme: dark) { body { color: #ddd; background: #1b1b1b } nav, pre { background: #262626 } section { border-color: #444 } a { color: #8bf } }
@media (max-width: 50rem) { body { display: block } nav { height: auto; position: static } }
`;
