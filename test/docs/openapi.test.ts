import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { openapiDocument } from '../../scripts/openapi-document.js';
import { routes } from '../../server/routes/routes.js';

test('keeps docs/openapi.json as the routes are', () => {
  expect(readFileSync('docs/openapi.json', 'utf8')).toBe(openapiDocument());
});

test('gives every operation an id of its own', () => {
  const { paths } = JSON.parse(openapiDocument()) as { paths: Record<string, Record<string, { operationId: string }>> };
  const ids = Object.values(paths).flatMap((methods) => Object.values(methods).map(({ operationId }) => operationId));
  expect(ids).toHaveLength(routes.length);
  expect(new Set(ids).size).toBe(ids.length);
});
