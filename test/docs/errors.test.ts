import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { errorCodes } from '../../core/error-codes.js';
import { errorDocs } from '../../scripts/error-docs.js';

test('keeps docs/errors.md as `npm run docs:errors` writes it', () => {
  expect(readFileSync('docs/errors.md', 'utf8')).toBe(errorDocs());
});

test('documents every code once', () => {
  const documented = [...errorDocs().matchAll(/^\| `(\w+)`/gm)].map(([, code]) => code);
  expect(documented.sort()).toEqual(Object.keys(errorCodes).sort());
});
