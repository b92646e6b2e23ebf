import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { expect, test } from 'vitest';
import { publishedSchemas } from '../../scripts/published-schemas.js';

test.each(Object.entries(publishedSchemas()))('keeps %s as the code has it', (file, text) => {
  expect(readFileSync(file, 'utf8')).toBe(text);
});

test('publishes a schema that takes the example and refuses what Leat refuses', () => {
  const validate = new Ajv2020({ strict: false }).compile(JSON.parse(readFileSync('docs/schemas/pipeline.schema.json', 'utf8')) as object);
  const example = JSON.parse(readFileSync('examples/penguins/penguins.pipeline.json', 'utf8')) as object;
  expect(validate(example)).toBe(true);
  expect(validate({ ...example, leat: 2 })).toBe(false);
  expect(validate({ ...example, stage: {} })).toBe(false);
});
