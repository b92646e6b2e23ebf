import type { Pagination } from '../../core/pipeline/source-descriptions.js';

/** A reply, as far as pagination is concerned. */
export interface Page {
  readonly url: URL;
  readonly body: unknown;
  readonly rows: number;
  readonly linkHeader: string | null;
}

/** The address of the page after this one; null after the last. */
export function nextPage(pagination: Pagination | undefined, page: Page): URL | null {
  switch (pagination?.by) {
    case undefined:
      return null;
    case 'link': {
      const target = linkTo('next', page.linkHeader ?? '');
      return target === null ? null : new URL(target, page.url);
    }
    case 'cursor': {
      const cursor = valueAt(page.body, pagination.next);
      const isThere = (typeof cursor === 'string' && cursor !== '') || typeof cursor === 'number' || typeof cursor === 'bigint';
      return isThere ? withParameter(page.url, pagination.parameter, String(cursor)) : null;
    }
    case 'page': {
      const current = Number(page.url.searchParams.get(pagination.parameter) ?? pagination.first);
      return page.rows === 0 ? null : withParameter(page.url, pagination.parameter, String(current + 1));
    }
  }
}

/** What stands at a path such as "data.items"; the whole for the empty path. */
export function valueAt(body: unknown, path: string): unknown {
  const keys = path === '' ? [] : path.split('.');
  return keys.reduce<unknown>(
    (value, key) => (typeof value === 'object' && value !== null ? Object.entries(value).find(([name]) => name === key)?.[1] : undefined),
    body,
  );
}

/** @see RFC 8288: `<https://…?page=2>; rel="next", <…>; rel="last"`. */
function linkTo(relation: string, header: string): string | null {
  for (const [, target, attributes = ''] of header.matchAll(/<([^>]*)>([^<]*)/g)) {
    const relations = /;\s*rel="?([^";,]+)"?/i.exec(attributes)?.[1]?.toLowerCase().split(/\s+/) ?? [];
    if (relations.includes(relation) && target !== undefined) return target;
  }
  return null;
}

function withParameter(url: URL, name: string, value: string): URL {
  const next = new URL(url);
  next.searchParams.set(name, value);
  return next;
}
